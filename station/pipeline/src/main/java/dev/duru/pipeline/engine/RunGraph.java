package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a run and how they are doing: who is ready, what each sees of those before it. Not
 * safe for many threads; {@link RunDirector} holds its lock.
 */
final class RunGraph {
    /** A node and its state. */
    static final class Entry {
        final Node node;
        long jobId;
        int attempt = 1;
        State state = State.WAITING;
        boolean tolerated;
        boolean decided;
        boolean waitsForLock;
        @Nullable String lock;
        Locks.@Nullable Claimant claim;
        @Nullable Runnable task;
        Obj outputs = Obj.empty();
        @Nullable JobRun running;
        List<Entry> cells = List.of();
        boolean expanded;

        Entry(Node node) {
            this.node = node;
        }

        boolean done() {
            return expanded ? cells.stream().allMatch(Entry::done) : state.isFinal();
        }

        boolean failed() {
            return (state == State.FAILED || state == State.ERRORED) && !tolerated;
        }

        boolean active() {
            return switch (state) {
                case QUEUED, RUNNING, CANCELLING -> true;
                case WAITING, SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> false;
            };
        }
    }

    private final Map<NodeId, Entry> entries = new LinkedHashMap<>();
    private final Map<NodeId, List<NodeId>> before = new LinkedHashMap<>();

    RunGraph(Plan plan, List<String> only) {
        Set<String> wanted = wanted(plan, only);
        for (Node node : plan.nodes()) {
            if (wanted.contains(node.key())) {
                entries.put(node.id(), new Entry(node));
            }
        }
        for (Edge edge : plan.edges()) {
            if (entries.containsKey(edge.from()) && entries.containsKey(edge.to())) {
                before.computeIfAbsent(edge.to(), unused -> new ArrayList<>()).add(edge.from());
            }
        }
    }

    /** The chosen jobs and all that they need. */
    private static Set<String> wanted(Plan plan, List<String> only) {
        Set<String> wanted = new HashSet<>();
        if (only.isEmpty()) {
            plan.nodes().forEach(node -> wanted.add(node.key()));
            return wanted;
        }
        List<String> open = new ArrayList<>(only);
        while (!open.isEmpty()) {
            String key = open.removeLast();
            if (wanted.add(key)) {
                plan.cells(key).forEach(node -> open.addAll(node.needs()));
            }
        }
        return wanted;
    }

    /** All entries with cells in the place of what was expanded, in the order of the file. */
    List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.expanded) {
                all.addAll(entry.cells);
            } else {
                all.add(entry);
            }
        }
        return all;
    }

    /** Waiting entries whose predecessors are all done. */
    List<Entry> ready() {
        List<Entry> ready = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.expanded) {
                entry.cells.stream().filter(this::waits).forEach(ready::add);
            } else if (waits(entry) && predecessors(entry).stream().allMatch(Entry::done)) {
                ready.add(entry);
            }
        }
        return ready;
    }

    private boolean waits(Entry entry) {
        return entry.state == State.WAITING && !entry.waitsForLock;
    }

    boolean done() {
        return entries.values().stream().allMatch(Entry::done);
    }

    /** Puts the cells of a deferred node in its place. */
    List<Entry> expand(Entry entry, List<Node> nodes) {
        entry.cells = nodes.stream().map(Entry::new).toList();
        entry.cells.forEach(cell -> cell.decided = true);
        entry.expanded = true;
        return entry.cells;
    }

    private List<Entry> predecessors(Entry entry) {
        return before.getOrDefault(entry.node.id(), List.of()).stream()
                .map(this::existing)
                .toList();
    }

    private Entry existing(NodeId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("no node " + id);
        }
        return entry;
    }

    /** The status that a node's condition sees: that of all before it, directly or not. */
    RunStatus statusBefore(Entry entry, boolean cancelled) {
        if (cancelled) {
            return RunStatus.CANCELLED;
        }
        Set<Entry> ancestors = new LinkedHashSet<>();
        List<Entry> open = new ArrayList<>(predecessors(entry));
        while (!open.isEmpty()) {
            Entry next = open.removeLast();
            if (ancestors.add(next)) {
                open.addAll(predecessors(next));
            }
        }
        List<RunStatus> statuses = new ArrayList<>();
        for (Entry ancestor : ancestors) {
            for (Entry cell : ancestor.expanded ? ancestor.cells : List.of(ancestor)) {
                statuses.add(status(cell));
            }
        }
        return RunStatus.ofAncestors(statuses);
    }

    private static RunStatus status(Entry entry) {
        return switch (entry.state) {
            case SUCCESS -> RunStatus.SUCCESS;
            case FAILED, ERRORED -> entry.tolerated ? RunStatus.SUCCESS : RunStatus.FAILURE;
            case CANCELLED, CANCELLING -> RunStatus.CANCELLED;
            case SKIPPED -> RunStatus.SKIPPED;
            case WAITING, QUEUED, RUNNING -> RunStatus.SUCCESS;
        };
    }

    /** The {@code needs} context of a node. */
    Obj needs(Node node) {
        Obj.Builder needs = Obj.builder();
        for (String key : node.needs()) {
            List<Entry> cells = cells(key);
            Obj.Builder outputs = Obj.builder();
            for (Entry cell : cells) {
                for (Obj.Member member : cell.outputs.members()) {
                    boolean empty = member.value().equals(Value.Str.EMPTY);
                    if (!empty || !outputs.build().has(member.key())) {
                        outputs.put(member.key(), member.value());
                    }
                }
            }
            needs.put(key, Obj.of("result", word(cells), "outputs", outputs.build()));
        }
        return needs.build();
    }

    List<Entry> cells(String key) {
        return all().stream().filter(entry -> entry.node.key().equalsIgnoreCase(key)).toList();
    }

    private static String word(Collection<Entry> cells) {
        List<RunStatus> statuses = cells.stream().map(RunGraph::status).toList();
        if (statuses.contains(RunStatus.FAILURE)) {
            return "failure";
        }
        if (statuses.contains(RunStatus.CANCELLED)) {
            return "cancelled";
        }
        boolean allSkipped =
                !statuses.isEmpty() && statuses.stream().allMatch(s -> s == RunStatus.SKIPPED);
        return allSkipped ? "skipped" : "success";
    }

    /** Whether another cell of the entry's matrix may start now. */
    boolean mayStart(Entry entry) {
        if (!(entry.node instanceof Job job) || job.cell().maxParallel() == 0) {
            return true;
        }
        long active = cells(job.key()).stream().filter(Entry::active).count();
        return active < job.cell().maxParallel();
    }

    /** The other cells to stop because this one failed. */
    List<Entry> failFast(Entry failed) {
        if (!failed.failed()
                || !(failed.node instanceof Job job)
                || job.cell().total() < 2
                || !job.cell().failFast()) {
            return List.of();
        }
        return cells(job.key()).stream()
                .filter(cell -> cell != failed && !cell.state.isFinal())
                .toList();
    }

    /** The node for which a row of the database stands after a restart, if it is deferred. */
    List<Entry> deferred() {
        return entries.values().stream()
                .filter(entry -> entry.node instanceof Deferred && !entry.expanded)
                .toList();
    }

    /** The move that ends the run when all is done. */
    State.Move verdict(boolean cancelled) {
        List<Entry> all = all();
        if (all.stream().anyMatch(e -> e.state == State.ERRORED && !e.tolerated)) {
            return State.Move.ERROR;
        }
        if (all.stream().anyMatch(e -> e.state == State.FAILED && !e.tolerated)) {
            return State.Move.FAIL;
        }
        if (cancelled || all.stream().anyMatch(e -> e.state == State.CANCELLED)) {
            return State.Move.CANCEL;
        }
        boolean allSkipped = all.stream().allMatch(e -> e.state == State.SKIPPED);
        return allSkipped ? State.Move.SKIP : State.Move.SUCCEED;
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The nodes of one {@link Level} of a run and how they are doing: who is ready, what each sees of
 * those before it. Not safe for many threads; {@link RunWork} has the lock.
 */
final class RunGraph {
    private final Level level;
    private final Map<NodeId, Entry> entries = new LinkedHashMap<>();
    private final Map<NodeId, List<NodeId>> before = new LinkedHashMap<>();

    /** Those that may become ready: what runs or is over in a large run takes no time. */
    private final List<Entry> undecided;

    /** Those not known to be closed. */
    private final List<Entry> open;

    /** Whether it may be over though not all is done. */
    private final boolean mayRest;

    /**
     * @param only keys of the jobs to run, with what they need; empty for all
     */
    RunGraph(Level level, List<String> only) {
        this.level = level;
        Plan plan = level.material().plan();
        Set<String> wanted = wanted(plan, only);
        for (Node node : plan.nodes()) {
            if (wanted.contains(node.key())) {
                entries.put(node.id(), new Entry(node, this));
            }
        }
        undecided = new ArrayList<>(entries.values());
        open = new ArrayList<>(entries.values());
        mayRest = entries.values().stream().anyMatch(entry -> mayRest(entry.node));
        for (Edge edge : plan.edges()) {
            if (entries.containsKey(edge.from()) && entries.containsKey(edge.to())) {
                before.computeIfAbsent(edge.to(), unused -> new ArrayList<>()).add(edge.from());
            }
        }
    }

    private static boolean mayRest(Node node) {
        return switch (node) {
            case Approval question -> !question.blocking();
            case SubPlan _, Deferred _ -> true;
            case Job _, Barrier _, Downstream _ -> false;
        };
    }

    private static Set<String> wanted(Plan plan, List<String> only) {
        Set<String> wanted = new HashSet<>();
        List<String> open = new ArrayList<>(only);
        if (only.isEmpty()) {
            plan.nodes().forEach(node -> open.add(node.key()));
        }
        while (!open.isEmpty()) {
            String key = open.removeLast();
            if (wanted.add(key)) {
                plan.cells(key).forEach(node -> open.addAll(node.needs()));
            }
        }
        return wanted;
    }

    Level level() {
        return level;
    }

    /** The entries of the plan itself, in the order of the file. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /**
     * All entries with rows, in the order of the file: cells in the place of what was expanded, the
     * jobs of a called workflow in that of the call.
     */
    List<Entry> all() {
        return entries.values().stream()
                .filter(entry -> !(entry.node instanceof Barrier))
                .flatMap(Entry::leaves)
                .toList();
    }

    /** Waiting entries whose predecessors are all done, those of called workflows included. */
    List<Entry> ready() {
        List<Entry> ready = new ArrayList<>();
        undecided.removeIf(Entry::isBehind);
        for (Entry entry : undecided) {
            if (entry.expanded) {
                entry.cells.forEach(cell -> addReady(cell, ready));
            } else if (entry.called != null || predecessors(entry).stream().allMatch(Entry::done)) {
                addReady(entry, ready);
            }
        }
        return ready;
    }

    private static void addReady(Entry entry, List<Entry> ready) {
        RunGraph inside = entry.called;
        if (inside != null && !entry.held) {
            ready.addAll(inside.ready());
        } else if (entry.waits()) {
            ready.add(entry);
        }
    }

    /** Whether nothing is left to do but what people may start if they like. */
    boolean over() {
        if (closed()) {
            return true;
        }
        if (!mayRest) {
            return false;
        }
        Map<Entry, Boolean> known = new HashMap<>();
        return entries.values().stream()
                .flatMap(RunGraph::alone)
                .allMatch(entry -> entry.done() || rests(entry, known));
    }

    /** Whether an entry is a question that nobody need answer, or waits for one. */
    private boolean rests(Entry entry, Map<Entry, Boolean> known) {
        if (entry.offers()) {
            return true;
        }
        if (!entry.waits()) {
            return false;
        }
        Boolean before = known.get(entry);
        if (before == null) {
            before = predecessors(entry).stream().anyMatch(one -> rests(one, known));
            known.put(entry, before);
        }
        return before;
    }

    /** Whether nothing can move any more. */
    boolean closed() {
        while (!open.isEmpty() && open.getLast().closed()) {
            open.removeLast();
        }
        return open.isEmpty();
    }

    /** Puts the cells of a deferred node in its place. */
    List<Entry> expand(Entry entry, List<Node> nodes) {
        entry.cells = nodes.stream().map(node -> new Entry(node, this)).toList();
        entry.cells.forEach(cell -> cell.decided = true);
        entry.expanded = true;
        return entry.cells;
    }

    List<Entry> predecessors(Entry entry) {
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
        if (level.material().plan().dialect() == Dialect.GITLAB) {
            return direct(entry);
        }
        Set<Entry> ancestors = new LinkedHashSet<>();
        List<Entry> open = new ArrayList<>(predecessors(entry));
        while (!open.isEmpty()) {
            Entry next = open.removeLast();
            if (ancestors.add(next)) {
                open.addAll(predecessors(next));
            }
        }
        return RunStatus.ofAncestors(
                ancestors.stream().flatMap(RunGraph::alone).map(Entry::status).toList());
    }

    /**
     * What a GitLab job sees: only those directly before it, where one that was skipped skips it
     * too; of the stages before it everything, where what was skipped does not count.
     */
    private RunStatus direct(Entry entry) {
        List<RunStatus> statuses = new ArrayList<>();
        Set<Entry> borders = new LinkedHashSet<>();
        List<Entry> open = new ArrayList<>();
        for (Entry one : predecessors(entry)) {
            if (one.node instanceof Barrier) {
                open.add(one);
            } else {
                statuses.add(one.status());
            }
        }
        if (statuses.contains(RunStatus.SKIPPED)) {
            return RunStatus.SKIPPED;
        }
        while (!open.isEmpty()) {
            for (Entry one : predecessors(open.removeLast())) {
                if (one.node instanceof Barrier) {
                    if (borders.add(one)) {
                        open.add(one);
                    }
                } else if (one.status() != RunStatus.SKIPPED) {
                    statuses.add(one.status());
                }
            }
        }
        return RunStatus.ofAncestors(statuses);
    }

    /** The cells of what was expanded, or the entry itself. */
    private static Stream<Entry> alone(Entry entry) {
        return entry.expanded ? entry.cells.stream() : Stream.of(entry);
    }

    /** The {@code needs} context of a node. */
    Obj needs(Node node) {
        return results(node.needs());
    }

    /** Result and outputs of the entries with these keys. */
    private Obj results(Collection<String> keys) {
        Obj.Builder results = Obj.builder();
        for (String key : keys) {
            List<Entry> cells = cells(key);
            Obj.Builder outputs = Obj.builder();
            for (Entry cell : cells) {
                for (Obj.Member member : outputs(cell).members()) {
                    // Of several cells the last one that says something counts.
                    boolean empty = member.value().equals(Value.Str.EMPTY);
                    if (!empty || !outputs.build().has(member.key())) {
                        outputs.put(member.key(), member.value());
                    }
                }
            }
            results.put(key, Obj.of("result", word(cells), "outputs", outputs.build()));
        }
        return results.build();
    }

    private static Obj outputs(Entry entry) {
        RunGraph inside = entry.called;
        return inside == null ? entry.outputs : inside.callOutputs();
    }

    /** What the workflow of this level gives to its caller, once it is done. */
    private Obj callOutputs() {
        if (!over()) {
            return Obj.empty();
        }
        List<String> keys =
                entries.values().stream().map(entry -> entry.node.key()).distinct().toList();
        Contexts contexts = level.contexts(Obj.empty()).with("jobs", results(keys));
        return GithubActions.outputs(level.material().plan(), contexts);
    }

    /** The cells of one entry of the file, or just one. */
    List<Entry> cells(String key) {
        return entries.values().stream()
                .filter(entry -> entry.node.key().equalsIgnoreCase(key))
                .flatMap(RunGraph::alone)
                .toList();
    }

    private static String word(List<Entry> cells) {
        return switch (Entry.together(cells.stream().map(Entry::status).toList())) {
            case FAILURE -> "failure";
            case CANCELLED -> "cancelled";
            case SKIPPED -> "skipped";
            case SUCCESS -> "success";
        };
    }

    /** Whether another cell of the entry's matrix may start now. */
    boolean mayStart(Entry entry) {
        int most = entry.cell().maxParallel();
        if (most == 0) {
            return true;
        }
        long active = cells(entry.node.key()).stream().filter(Entry::active).count();
        return active < most;
    }

    /** The other cells to stop because this one has failed, or is going to. */
    List<Entry> failFast(Entry failed) {
        if (failed.status() != RunStatus.FAILURE
                || failed.cell().total() < 2
                || !failed.cell().failFast()) {
            return List.of();
        }
        return cells(failed.node.key()).stream()
                .filter(cell -> cell != failed && !cell.done())
                .toList();
    }

    /** The move that ends the run when all is done. */
    State.Move verdict(boolean cancelled) {
        List<Entry> all = all();
        if (all.stream().anyMatch(e -> e.state == State.ERRORED && e.counts())) {
            return State.Move.ERROR;
        }
        if (all.stream().anyMatch(e -> e.state == State.FAILED && e.counts())) {
            return State.Move.FAIL;
        }
        if (cancelled || all.stream().anyMatch(e -> e.state == State.CANCELLED)) {
            return State.Move.CANCEL;
        }
        boolean allSkipped =
                all.stream().allMatch(e -> e.state == State.SKIPPED || e.state == State.WAITING);
        return allSkipped ? State.Move.SKIP : State.Move.SUCCEED;
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of a run and how it is doing. A deferred node has its {@link #cells} in its place once
 * they are known, a node that calls a workflow the {@link #called} one. Belongs to the run's {@link
 * RunWork}: read and written in its pieces only.
 */
final class Entry {
    final Node node;
    final RunGraph graph;
    final List<Holds.Claim> claims = new ArrayList<>();

    /** Keys of the groups that it will want. */
    final List<String> expected = new ArrayList<>();

    long jobId;
    int attempt = 1;
    State state = State.WAITING;
    boolean tolerated;

    /** Whether its condition has been found to hold, with that of the node it came from. */
    boolean decided;

    /** Whether it waits for something besides the nodes before it. */
    boolean held;

    boolean agreed;

    /** Whether people have been asked about it and nobody has answered yet. */
    boolean asked;

    /** Whether the time that its file has it wait for has begun. */
    boolean delayed;

    @Nullable QueuedJob task;
    @Nullable JobRun running;
    Obj outputs = Obj.empty();
    List<Entry> cells = List.of();
    boolean expanded;
    PlanSource.@Nullable Called source;
    @Nullable RunGraph called;

    /** The run of another project that it has started or watches; 0 for none. */
    long downstream;

    Entry(Node node, RunGraph graph) {
        this.node = node;
        this.graph = graph;
    }

    Level level() {
        return graph.level();
    }

    /** Names the entry within the whole run. */
    String path() {
        return level().prefix() + node.id().value();
    }

    /** What people see as the job's name. */
    String name() {
        return level().title() + level().name(node, graph.needs(node));
    }

    Cell cell() {
        return switch (node) {
            case Job job -> job.cell();
            case SubPlan plan -> plan.cell();
            case Downstream other -> other.cell();
            case Node _ -> Cell.SINGLE;
        };
    }

    /** The entries with rows of their own that stand for this one. */
    Stream<Entry> leaves() {
        if (expanded) {
            return cells.stream().flatMap(Entry::leaves);
        }
        RunGraph inside = called;
        return inside == null ? Stream.of(this) : inside.all().stream();
    }

    /** Whether neither the entry itself nor anything within it can become ready any more. */
    boolean isBehind() {
        return expanded || called != null ? closed() : state != State.WAITING;
    }

    /** Whether nothing of it can move any more. */
    boolean closed() {
        RunGraph inside = called;
        if (inside != null) {
            return inside.closed();
        }
        return expanded ? cells.stream().allMatch(Entry::closed) : state.isFinal();
    }

    /** Whether what comes after it need not wait for it any longer. */
    boolean done() {
        RunGraph inside = called;
        if (inside != null) {
            return inside.over();
        }
        return expanded ? cells.stream().allMatch(Entry::done) : state.isFinal();
    }

    /** Whether it is a question that a run need not wait for, and nobody has answered it yet. */
    boolean offers() {
        return asked
                && state == State.WAITING
                && node instanceof Approval question
                && !question.blocking();
    }

    boolean failed() {
        return (state == State.FAILED || state == State.ERRORED) && counts();
    }

    /** Whether the run fails with it. */
    boolean counts() {
        boolean tolerant = tolerated;
        for (Entry at = this; at != null && !tolerant; at = at.level().caller()) {
            tolerant = at.toleratesCall();
        }
        return !tolerant;
    }

    private boolean toleratesCall() {
        return node instanceof SubPlan call && call.tolerated();
    }

    boolean active() {
        if (called != null) {
            return !done();
        }
        return switch (state) {
            case QUEUED, RUNNING, CANCELLING -> true;
            case WAITING, SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> false;
        };
    }

    /** Whether nothing but the nodes before it keeps it from being decided. */
    boolean waits() {
        return state == State.WAITING && !held && called == null && !expanded;
    }

    /** Whether it, or the call that it is part of, waits for a concurrency group. */
    boolean heldByCall() {
        for (Entry entry = this; entry != null; entry = entry.level().caller()) {
            if (entry.held) {
                return true;
            }
        }
        return false;
    }

    /** What nodes after it see of it. */
    RunStatus status() {
        if (called != null) {
            RunStatus inside = together(leaves().map(Entry::status).toList());
            boolean counts = inside != RunStatus.FAILURE || !toleratesCall();
            return counts ? inside : RunStatus.SUCCESS;
        }
        return switch (state) {
            case SUCCESS -> RunStatus.SUCCESS;
            case FAILED, ERRORED ->
                    tolerated || toleratesCall() ? RunStatus.SUCCESS : RunStatus.FAILURE;
            case CANCELLED, CANCELLING -> RunStatus.CANCELLED;
            case SKIPPED -> RunStatus.SKIPPED;
            case WAITING, QUEUED, RUNNING -> RunStatus.SUCCESS;
        };
    }

    /**
     * The status of several entries that count as one: the cells of a matrix, a called workflow.
     */
    static RunStatus together(List<RunStatus> statuses) {
        if (statuses.contains(RunStatus.FAILURE)) {
            return RunStatus.FAILURE;
        }
        if (statuses.contains(RunStatus.CANCELLED)) {
            return RunStatus.CANCELLED;
        }
        boolean allSkipped =
                !statuses.isEmpty() && statuses.stream().allMatch(s -> s == RunStatus.SKIPPED);
        return allSkipped ? RunStatus.SKIPPED : RunStatus.SUCCESS;
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.AutoCancel;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Drives one run: decides what comes next whenever something has ended. */
final class RunDirector implements Locks.Claimant {
    private final Engine engine;
    private final RunRow run;
    private final Level top;
    private final RunGraph graph;
    private final RunWork work;
    private final JobMoves moves;
    private final Holds holds;
    private final Calls calls;
    private final Bridges bridges;
    private final JobStarts starts;
    private State state;
    private boolean begun;
    private boolean over;
    private String cancelReason = "";

    RunDirector(Engine engine, RunRow run, PlanSource.Material material) {
        this.engine = engine;
        this.run = run;
        this.top = Level.top(material);
        this.graph = new RunGraph(top, material.only());
        this.state = run.state();
        this.work = new RunWork(engine, run);
        this.moves = new JobMoves(work);
        this.holds = new Holds(work, moves, this::advance);
        this.calls = new Calls(work, moves, holds, this::advance);
        this.bridges = new Bridges(work, moves, this::started, this::advance);
        this.starts = new JobStarts(work, moves, this::started, this::advance);
    }

    /** Waits for the run's concurrency group, if it has one, and begins. */
    void claim() {
        try {
            String key = holds.runKey(top);
            if (key.isEmpty()) {
                granted();
                return;
            }
            Concurrency first = top.material().plan().locks().getFirst();
            boolean cancel = Expressions.truthy(first.cancelRunning(), top.contexts(Obj.empty()));
            Locks.Rank rank = new Locks.Rank(run.id(), 0);
            engine.locks().claim(new Locks.Wish(key, cancel, first.keepAll(), rank), this);
        } catch (ExpressionException e) {
            work.piece(() -> finish(State.Move.FAIL, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void granted() {
        work.piece(() -> {
            if (over) {
                return;
            }
            try {
                new Recovery(work, graph, calls, bridges).restore();
            } catch (ProblemException | ExpressionException e) {
                finish(State.Move.ERROR, String.valueOf(e.getMessage()));
                return;
            }
            begun = true;
            holds.expect(graph.all());
            if (state == State.CANCELLING) {
                cancelReason = "cancelled";
            }
            advance();
        });
    }

    @Override
    public void displaced() {
        Thread.ofVirtual()
                .start(() -> cancel("a newer run of the same concurrency group took its place"));
    }

    private AutoCancel autoCancel() {
        return top.material().plan().autoCancel();
    }

    /** A run has begun; when it is a newer one of the same file and ref, this one may end. */
    void newer(RunRow other) {
        boolean replaces =
                other.id() > run.id()
                        && other.project().equals(run.project())
                        && other.ref().equals(run.ref())
                        && other.workflow().equals(run.workflow());
        if (!replaces || autoCancel().onNewer() == AutoCancel.OnNewer.GO_ON) {
            return;
        }
        String reason = "run " + other.number() + " of the same ref is newer";
        if (autoCancel().onNewer() == AutoCancel.OnNewer.CANCEL_INTERRUPTIBLE) {
            work.piece(() -> {
                stopAll(RunDirector::interruptible, reason);
                advance();
            });
            return;
        }
        boolean[] bound = {false};
        work.piece(() ->
                bound[0] =
                        graph.all().stream()
                                .anyMatch(entry -> begun(entry) && !interruptible(entry)));
        if (!bound[0]) {
            cancel(reason);
        }
    }

    private static boolean begun(Entry entry) {
        return switch (entry.state) {
            case RUNNING, CANCELLING, SUCCESS, FAILED, ERRORED ->
                    entry.node instanceof Job || entry.node instanceof Downstream;
            case WAITING, QUEUED, CANCELLED, SKIPPED -> false;
        };
    }

    private static boolean interruptible(Entry entry) {
        return entry.node instanceof Job job && job.conduct().interruptible();
    }

    private void stopAll(Predicate<Entry> which, String reason) {
        for (Entry entry : graph.all()) {
            if (!entry.state.isFinal() && which.test(entry)) {
                moves.stop(entry, reason);
            }
        }
    }

    private boolean cancelled() {
        return !cancelReason.isEmpty();
    }

    private void advance() {
        if (over || !begun) {
            return;
        }
        resume();
        if (autoCancel().onFailure() && graph.all().stream().anyMatch(Entry::failed)) {
            stopAll(entry -> true, "another job failed");
        }
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Entry entry : graph.ready()) {
                moved |= decide(entry);
            }
        }
        if (graph.over()) {
            String why =
                    cancelled()
                            ? cancelReason
                            : graph.all().stream()
                                    .filter(Entry::failed)
                                    .findFirst()
                                    .map(entry ->
                                            entry.level().prefix()
                                                    + entry.node.key()
                                                    + ": "
                                                    + entry.state.word())
                                    .orElse("");
            finish(graph.verdict(cancelled()), why);
        }
    }

    /** Starts what an earlier Duru had let start, once it has its concurrency groups again. */
    private void resume() {
        for (Entry entry : graph.all()) {
            if (entry.state == State.QUEUED
                    && entry.task == null
                    && entry.node instanceof Job job) {
                if (regained(entry, job)) {
                    starts.enqueue(entry, job);
                }
            }
        }
    }

    private boolean regained(Entry entry, Job job) {
        Entry caller = entry.level().caller();
        if (caller != null && !regainedCall(caller)) {
            return false;
        }
        Contexts contexts = entry.level().contexts(entry.graph.needs(job));
        return !entry.held && holds.locked(entry, job.locks(), Level.inCell(contexts, job.cell()));
    }

    private boolean regainedCall(Entry caller) {
        Entry above = caller.level().caller();
        if (above != null && !regainedCall(above)) {
            return false;
        }
        return !caller.held
                && caller.called != null
                && caller.node instanceof SubPlan call
                && hasLocks(caller, call, caller.called);
    }

    /** Whether the entry, or others by it, may have become ready or done. */
    private boolean decide(Entry entry) {
        Node node = entry.node;
        RunStatus status = entry.graph.statusBefore(entry, cancelled());
        try {
            Contexts contexts = entry.level().contexts(entry.graph.needs(node)).withStatus(status);
            if (!entry.decided && !Expressions.holds(node.cond(), contexts)) {
                moves.settle(entry, cancelled() ? State.Move.CANCEL : State.Move.SKIP, "");
                return true;
            }
            if (entry.decided && cancelled()) {
                moves.settle(entry, State.Move.CANCEL, "");
                return true;
            }
            return switch (node) {
                case Job job -> ready(entry, job, contexts);
                case Deferred deferred -> expand(entry, deferred, contexts);
                case Barrier _ -> border(entry);
                case SubPlan call -> call(entry, call, contexts);
                case Downstream other -> bridge(entry, other, contexts);
                case Approval _ -> holds.agreed(entry, "") && passed(entry);
            };
        } catch (ExpressionException e) {
            moves.settle(entry, State.Move.ERROR, String.valueOf(e.getMessage()));
            return true;
        }
    }

    /** The border of a stage has no row of its own. */
    private static boolean border(Entry entry) {
        entry.state = State.SUCCESS;
        return true;
    }

    private boolean passed(Entry entry) {
        moves.settle(entry, State.Move.SUCCEED, "");
        return true;
    }

    private boolean expand(Entry entry, Deferred deferred, Contexts contexts) {
        List<Entry> cells = entry.graph.expand(entry, deferred.template().expand(contexts));
        String path = entry.path();
        work.change(tx -> {
            engine.store().replaceJob(tx, run.id(), path, Recovery.newJobs(cells));
            Recovery.takeIds(engine.store().jobs(tx.sql(), run.id()), cells);
        });
        work.later(() -> engine.tell(new Progress.Job(run.id(), 0)));
        // Their rows must be there before they can move.
        cells.forEach(cell -> cell.held = true);
        work.later(() ->
                work.piece(() -> {
                    cells.forEach(cell -> cell.held = false);
                    advance();
                }));
        return false;
    }

    private boolean call(Entry entry, SubPlan call, Contexts contexts) {
        if (!entry.graph.mayStart(entry)
                || !holds.locked(entry, call.locks(), Level.inCell(contexts, call.cell()))) {
            return false;
        }
        PlanSource.Called source = entry.source;
        if (source == null) {
            calls.find(entry, call);
            return entry.state.isFinal();
        }
        try {
            RunGraph inside = calls.graph(entry, call, source);
            if (hasLocks(entry, call, inside)) {
                calls.enter(entry, inside, source);
            }
            return false;
        } catch (RuntimeException e) {
            calls.refuse(entry, call, e);
            return true;
        }
    }

    private boolean bridge(Entry entry, Downstream other, Contexts contexts) {
        if (holds.locked(entry, other.locks(), Level.inCell(contexts, other.cell()))) {
            bridges.begin(entry, other);
        }
        return entry.state.isFinal();
    }

    /** Whether a call has the groups of the job and of the workflow that it calls. */
    private boolean hasLocks(Entry entry, SubPlan call, RunGraph inside) {
        Contexts outside = entry.level().contexts(entry.graph.needs(call));
        if (!holds.locked(entry, call.locks(), Level.inCell(outside, call.cell()))) {
            return false;
        }
        List<Concurrency> all = new ArrayList<>(call.locks());
        all.addAll(inside.level().material().plan().locks());
        return holds.locked(entry, all, inside.level().contexts(Obj.empty()));
    }

    private boolean ready(Entry entry, Job job, Contexts contexts) {
        Contexts inCell = Level.inCell(contexts, job.cell());
        if (job.deployment() != null
                && !holds.agreed(entry, Expressions.text(job.deployment().environment(), inCell))) {
            return false;
        }
        if (holds.delayed(entry, job.conduct().delay())
                || !entry.graph.mayStart(entry)
                || !holds.locked(entry, job.locks(), inCell)) {
            return false;
        }
        moves.move(entry, State.Move.READY, "");
        starts.enqueue(entry, job);
        return false;
    }

    /** The first job of the run has started. */
    private void started() {
        if (state == State.QUEUED) {
            state = State.RUNNING;
            starts.runStarted();
        }
    }

    /**
     * Somebody has said something about a job that waits for people; false when the run has ended
     * without waiting for it.
     */
    boolean decided(long job) {
        boolean[] heard = {false};
        work.piece(() -> {
            if (over) {
                return;
            }
            heard[0] = true;
            Optional<Entry> found =
                    graph.all().stream()
                            .filter(entry -> entry.jobId == job && entry.state == State.WAITING)
                            .findFirst();
            found.ifPresent(entry -> holds.ask(entry, environment(entry)));
        });
        return heard[0];
    }

    private static String environment(Entry entry) {
        if (!(entry.node instanceof Job job) || job.deployment() == null) {
            return "";
        }
        Contexts contexts = entry.level().contexts(entry.graph.needs(job));
        return Expressions.text(job.deployment().environment(), Level.inCell(contexts, job.cell()));
    }

    void cancel(String reason) {
        work.piece(() -> {
            if (over || cancelled()) {
                return;
            }
            cancelReason = reason;
            if (state == State.RUNNING) {
                state = State.CANCELLING;
                work.change(tx ->
                        engine.store()
                                .move(tx, run.id(), State.RUNNING, State.Move.CANCEL, reason));
            }
            if (!begun) {
                work.change(tx -> engine.store().cancelWaiting(tx, run.id(), reason));
                finish(State.Move.CANCEL, reason);
                return;
            }
            for (Entry entry : graph.all()) {
                if (entry.active() || (entry.state == State.WAITING && entry.held)) {
                    moves.stop(entry, reason);
                }
            }
            advance();
        });
    }

    /** Stops one job; false when it has ended. */
    boolean cancel(long job, String reason) {
        boolean[] stopped = {false};
        work.piece(() -> {
            Optional<Entry> found =
                    graph.all().stream()
                            .filter(entry -> entry.jobId == job && !entry.state.isFinal())
                            .findFirst();
            stopped[0] = found.isPresent() && !over;
            if (stopped[0]) {
                moves.stop(found.get(), reason);
                advance();
            }
        });
        return stopped[0];
    }

    /** Kills all that runs or cleans up; what comes after it is stopped too. */
    void kill() {
        work.piece(() ->
                graph.all()
                        .forEach(entry -> {
                            JobRun task = entry.running;
                            if (task != null) {
                                task.kill();
                            }
                            if (entry.state == State.CANCELLING) {
                                moves.stopOther(entry, true);
                            }
                        }));
    }

    /** After a restart, when all runs are there again: stops those that were to stop. */
    void stopAgain() {
        work.piece(() -> graph.all().forEach(bridges::stopAgain));
    }

    private void finish(State.Move move, String message) {
        if (over) {
            return;
        }
        over = true;
        graph.all().forEach(moves::forget);
        State from = state;
        work.change(tx -> engine.end(tx, run, from, move, message));
        work.later(() -> {
            String key = runKeyOrNone();
            if (!key.isEmpty()) {
                engine.locks().release(key, this);
            }
            engine.finished(run);
        });
    }

    private String runKeyOrNone() {
        try {
            return holds.runKey(top);
        } catch (ExpressionException e) {
            return "";
        }
    }

    /** Kills what runs without a word to the database. */
    void abandon() {
        for (Entry entry : graph.all()) {
            JobRun task = entry.running;
            if (task != null) {
                task.kill();
            }
        }
    }
}

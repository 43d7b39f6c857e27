package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.RunGraph.Entry;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives one run: decides what comes next whenever something has ended. */
final class RunDirector implements Locks.Claimant {
    private static final Logger LOG = LoggerFactory.getLogger(RunDirector.class);

    private final Engine engine;
    private final RunRow run;
    private final PlanSource.Material material;
    private final RunGraph graph;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Consumer<Tx>> changes = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private State state;
    private boolean begun;
    private boolean over;
    private String cancelReason = "";

    RunDirector(Engine engine, RunRow run, PlanSource.Material material) {
        this.engine = engine;
        this.run = run;
        this.material = material;
        this.graph = new RunGraph(material.plan(), material.only());
        this.state = run.state();
    }

    private String lockKey() {
        if (material.plan().locks().isEmpty()) {
            return "";
        }
        Concurrency first = material.plan().locks().getFirst();
        return run.project() + "\n" + Expressions.text(first.key(), contexts(Obj.empty()));
    }

    /** Waits for the run's concurrency group, if it has one, and begins. */
    void claim() {
        try {
            String key = lockKey();
            if (key.isEmpty()) {
                granted();
                return;
            }
            Concurrency first = material.plan().locks().getFirst();
            boolean cancel = Expressions.truthy(first.cancelRunning(), contexts(Obj.empty()));
            engine.locks().claim(key, cancel, this);
        } catch (ExpressionException e) {
            locked(() -> finish(State.Move.FAIL, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void granted() {
        locked(() -> {
            if (over) {
                return;
            }
            new Recovery(engine, run, graph, contexts(Obj.empty())).restore(changes, afterwards);
            begun = true;
            if (state == State.CANCELLING) {
                cancelReason = "cancelled";
            }
            graph.all().stream()
                    .filter(entry -> entry.state == State.QUEUED)
                    .forEach(entry -> enqueue(entry, (Job) entry.node));
            advance();
        });
    }

    @Override
    public void displaced() {
        Thread.ofVirtual()
                .start(() -> cancel("a newer run of the same concurrency group took its place"));
    }

    /** Runs a piece of work with the lock, commits what it changed, and does what it put off. */
    private void locked(Runnable work) {
        List<Runnable> later;
        lock.lock();
        try {
            work.run();
            if (!changes.isEmpty()) {
                List<Consumer<Tx>> all = List.copyOf(changes);
                changes.clear();
                engine.database().update(tx -> all.forEach(change -> change.accept(tx)));
            }
            later = List.copyOf(afterwards);
            afterwards.clear();
        } catch (RuntimeException e) {
            if (!engine.closed()) {
                LOG.error("run {} cannot go on", run.id(), e);
            }
            return;
        } finally {
            lock.unlock();
        }
        later.forEach(Runnable::run);
    }

    private Contexts contexts(Obj needs) {
        return Contexts.of(
                Obj.builder()
                        .put("github", material.github())
                        .put("inputs", material.inputs())
                        .put("vars", material.vars())
                        .put("needs", needs)
                        .build());
    }

    private boolean cancelled() {
        return !cancelReason.isEmpty();
    }

    private void advance() {
        if (over || !begun) {
            return;
        }
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Entry entry : graph.ready()) {
                moved |= decide(entry);
            }
        }
        if (graph.done()) {
            String why =
                    cancelled()
                            ? cancelReason
                            : graph.all().stream()
                                    .filter(Entry::failed)
                                    .findFirst()
                                    .map(entry -> entry.node.key() + ": " + entry.state.word())
                                    .orElse("");
            finish(graph.verdict(cancelled()), why);
        }
    }

    /** Whether the entry, or others by it, may have become ready or done. */
    private boolean decide(Entry entry) {
        Node node = entry.node;
        RunStatus status = graph.statusBefore(entry, cancelled());
        Contexts contexts = contexts(graph.needs(node)).withStatus(status);
        try {
            if (!entry.decided && !Expressions.holds(node.cond(), contexts)) {
                settle(entry, cancelled() ? State.Move.CANCEL : State.Move.SKIP, "");
                return true;
            }
            if (entry.decided && cancelled()) {
                settle(entry, State.Move.CANCEL, "");
                return true;
            }
            return switch (node) {
                case Job job -> ready(entry, job, contexts);
                case Deferred deferred -> expand(entry, deferred, contexts);
                case Barrier _ -> settleBarrier(entry);
                case SubPlan plan ->
                        unsupported(
                                entry,
                                plan.src()
                                        + ": uses: "
                                        + plan.ref()
                                        + ": workflows called by workflows are not run by this Duru;"
                                        + " put the jobs into this file");
                case Approval approval ->
                        unsupported(
                                entry,
                                approval.src()
                                        + ": approvals in a CI file are not run by this Duru");
            };
        } catch (ExpressionException e) {
            settle(entry, State.Move.ERROR, String.valueOf(e.getMessage()));
            return true;
        }
    }

    private boolean unsupported(Entry entry, String message) {
        settle(entry, State.Move.ERROR, message);
        return true;
    }

    private boolean settleBarrier(Entry entry) {
        entry.state = State.SUCCESS;
        return true;
    }

    private boolean expand(Entry entry, Deferred deferred, Contexts contexts) {
        List<Entry> cells = graph.expand(entry, deferred.template().expand(contexts));
        String node = deferred.id().value();
        changes.add(tx -> {
            engine.store().replaceJob(tx, run.id(), node, Recovery.newJobs(cells, contexts));
            Recovery.takeIds(engine.store().jobs(tx.sql(), run.id()), cells);
        });
        afterwards.add(() -> engine.tell(new Progress.Job(run.id(), 0)));
        // Their rows must be there before they can move.
        afterwards.add(() -> locked(this::advance));
        cells.forEach(cell -> cell.waitsForLock = true);
        afterwards.addFirst(() -> cells.forEach(cell -> cell.waitsForLock = false));
        return false;
    }

    private boolean ready(Entry entry, Job job, Contexts contexts) {
        if (!graph.mayStart(entry)) {
            return false;
        }
        if (!job.locks().isEmpty() && entry.lock == null) {
            Concurrency first = job.locks().getFirst();
            Contexts all = contexts.with("matrix", job.cell().axes());
            String key = run.project() + "\n" + Expressions.text(first.key(), all);
            boolean cancel = Expressions.truthy(first.cancelRunning(), all);
            entry.lock = key;
            entry.waitsForLock = true;
            afterwards.add(() -> engine.locks().claim(key, cancel, new JobClaim(entry)));
            return false;
        }
        move(entry, State.Move.READY, "");
        enqueue(entry, job);
        return false;
    }

    /** A job that wants a concurrency group. */
    private final class JobClaim implements Locks.Claimant {
        private final Entry entry;

        JobClaim(Entry entry) {
            this.entry = entry;
            entry.claim = this;
        }

        @Override
        public void granted() {
            Thread.ofVirtual()
                    .start(() ->
                            locked(() -> {
                                entry.waitsForLock = false;
                                advance();
                            }));
        }

        @Override
        public void displaced() {
            Thread.ofVirtual()
                    .start(() ->
                            locked(() -> {
                                entry.waitsForLock = false;
                                stop(
                                        entry,
                                        "a newer job of the same concurrency group took its place");
                                advance();
                            }));
        }
    }

    private void enqueue(Entry entry, Job job) {
        StepJournal journal =
                new StepJournal(
                        entry.jobId,
                        engine.setup().clock(),
                        step -> engine.tell(new Progress.Step(run.id(), entry.jobId, step)));
        String name = name(job);
        JobRequest request =
                new JobRequest(
                        run, entry.jobId, entry.attempt, job, name, graph.needs(job), material);
        JobRun task = new JobRun(engine.tools(), request, journal);
        entry.running = task;
        Runnable queued = () -> execute(entry, task);
        entry.task = queued;
        afterwards.add(() -> engine.tell(new Progress.Job(run.id(), entry.jobId)));
        afterwards.add(() -> engine.slots().submit(queued));
    }

    private String name(Job job) {
        return Recovery.name(job, contexts(graph.needs(job)));
    }

    private void execute(Entry entry, JobRun task) {
        engine.track(entry.jobId, task.journal());
        JobEnd end = task.run(host -> started(entry, host));
        engine.untrack(entry.jobId);
        if (!engine.closed()) {
            locked(() -> ended(entry, end));
        }
    }

    private void started(Entry entry, StepHost host) {
        locked(() -> {
            changes.add(
                    tx -> engine.store().process(tx, entry.jobId, host.pid(), host.startedAt()));
            move(entry, State.Move.START, "");
            if (state == State.QUEUED) {
                state = State.RUNNING;
                changes.add(tx -> {
                    engine.store().move(tx, run.id(), State.QUEUED, State.Move.START, "");
                    tx.append(new Fact.RunStarted(run.project(), run.commit(), run.number()));
                });
                afterwards.add(() -> engine.tell(new Progress.Run(run.id())));
            }
            String name = name((Job) entry.node);
            changes.add(tx ->
                    tx.append(
                            new Fact.JobStarted(
                                    run.project(),
                                    run.commit(),
                                    run.number(),
                                    entry.node.id().value(),
                                    name)));
        });
    }

    private void ended(Entry entry, JobEnd end) {
        entry.outputs = end.outputs();
        entry.tolerated = end.tolerated();
        entry.running = null;
        changes.add(tx -> {
            engine.store().steps(tx, end.steps());
            engine.store().annotate(tx, run.id(), end.annotations());
            engine.store()
                    .yields(
                            tx,
                            entry.jobId,
                            Json.write(end.outputs()),
                            end.summary(),
                            end.tolerated());
            end.harvest().accept(tx);
        });
        settle(entry, State.moveTo(end.result()), end.message());
        for (Entry other : graph.failFast(entry)) {
            stop(other, "another cell of the matrix failed");
        }
        advance();
    }

    /** Moves an entry in memory now, and in the database when this piece of work is committed. */
    private void move(Entry entry, State.Move move, String message) {
        State from = entry.state;
        entry.state = from.transition(move);
        changes.add(tx -> {
            if (!engine.store().moveJob(tx, entry.jobId, from, move, message)) {
                LOG.warn("job {} was not {} in the database", entry.jobId, from);
            }
        });
        afterwards.add(() -> engine.tell(new Progress.Job(run.id(), entry.jobId)));
    }

    /** Moves an entry into a final state. */
    private void settle(Entry entry, State.Move move, String message) {
        while (!entry.state.isFinal()) {
            move(entry, move, message);
        }
        Fact.Result result = entry.state.result();
        changes.add(tx ->
                tx.append(
                        new Fact.JobFinished(
                                run.project(),
                                run.commit(),
                                run.number(),
                                entry.node.id().value(),
                                entry.node instanceof Job job ? name(job) : entry.node.key(),
                                result,
                                message)));
        String key = entry.lock;
        Locks.Claimant claim = entry.claim;
        if (key != null && claim != null) {
            entry.lock = null;
            afterwards.add(() -> engine.locks().release(key, claim));
        }
    }

    /** Stops an entry wherever it is. */
    private void stop(Entry entry, String reason) {
        JobRun task = entry.running;
        switch (entry.state) {
            case WAITING -> settle(entry, State.Move.CANCEL, reason);
            case QUEUED -> {
                Runnable queued = entry.task;
                if (queued != null && engine.slots().withdraw(queued)) {
                    entry.running = null;
                    settle(entry, State.Move.CANCEL, reason);
                } else if (task != null) {
                    task.cancel(reason);
                }
            }
            case RUNNING -> {
                move(entry, State.Move.CANCEL, reason);
                if (task != null) {
                    task.cancel(reason);
                }
            }
            case CANCELLING, SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> {}
        }
    }

    void cancel(String reason) {
        locked(() -> {
            if (over || cancelled()) {
                return;
            }
            cancelReason = reason;
            if (state == State.RUNNING) {
                state = State.CANCELLING;
                changes.add(tx ->
                        engine.store()
                                .move(tx, run.id(), State.RUNNING, State.Move.CANCEL, reason));
            }
            if (!begun) {
                changes.add(tx ->
                        engine.store().jobs(tx.sql(), run.id()).stream()
                                .filter(row -> row.state() == State.WAITING)
                                .forEach(row ->
                                        engine.store()
                                                .moveJob(
                                                        tx,
                                                        row.id(),
                                                        State.WAITING,
                                                        State.Move.CANCEL,
                                                        reason)));
                finish(State.Move.CANCEL, reason);
                return;
            }
            for (Entry entry : graph.all()) {
                if (entry.active()) {
                    stop(entry, reason);
                }
            }
            advance();
        });
    }

    private void finish(State.Move move, String message) {
        if (over) {
            return;
        }
        over = true;
        State from = state;
        changes.add(tx -> engine.end(tx, run, from, move, message));
        afterwards.add(() -> {
            String key = lockKeyOrNone();
            if (!key.isEmpty()) {
                engine.locks().release(key, this);
            }
            engine.finished(run);
        });
    }

    private String lockKeyOrNone() {
        try {
            return lockKey();
        } catch (ExpressionException e) {
            return "";
        }
    }

    /** Kills what runs without a word to the database. */
    void abandon() {
        for (Entry entry : graph.all()) {
            JobRun task = entry.running;
            if (task != null) {
                task.abandon();
            }
        }
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Concurrency;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.ResourceGroupStore;
import dev.duru.pipeline.state.ResourceGroupStore.Mode;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StepRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is queued in the database, as many jobs at a time as it has slots. {@link #start} takes
 * up what an earlier Duru left; runs that are added later are told to it by {@link #enqueue}.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /**
     * A sandbox takes some ten milliseconds to open, nearly all of which the kernel spends waiting,
     * so several are opened at a time; but each that waits for its job takes some memory.
     */
    private static final int MOST_AHEAD = 16;

    private final EngineParts parts;
    private final EngineTools tools;
    private final Slots slots;
    private final Locks locks = new Locks(this::mode);
    private final Map<Long, RunDirector> active = new ConcurrentHashMap<>();
    private final Map<Long, StepJournal> journals = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<RunRow>> awaited = new ConcurrentHashMap<>();
    private final List<Consumer<Progress>> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    public Engine(EngineSetup setup, EngineParts parts) {
        this.parts = parts;
        this.tools =
                new EngineTools(
                        setup,
                        parts.sandboxes(),
                        parts.builtins(),
                        parts.harvests(),
                        parts.grants(),
                        parts.actions(),
                        parts.containers(),
                        new Background(8 * setup.slots()),
                        new JobWatch(setup.limits(), setup.data()));
        this.slots = new Slots(setup.slots(), Math.min(MOST_AHEAD, 4 * setup.slots()));
    }

    /** Takes up the runs that have not ended, oldest first. */
    public void start() {
        Leftovers.clear(tools.setup().jobFolders(), tools.background());
        Thread.ofVirtual().name("container-leftovers").start(tools.containers()::sweep);
        Thread.ofVirtual().name("step-journals").start(this::keepJournals);
        locks.gather();
        for (RunRow run : parts.database().read(sql -> parts.store().open(sql))) {
            enqueue(run);
        }
        locks.gathered();
        active.values().forEach(RunDirector::stopAgain);
    }

    public EngineSetup setup() {
        return tools.setup();
    }

    /** Begins a run that has been committed to the database. */
    public void enqueue(RunRow run) {
        if (closed()) {
            return;
        }
        PlanSource.Material material;
        try {
            material = parts.plans().material(run);
        } catch (ProblemException e) {
            refuse(run, isUsers(e) ? State.Move.FAIL : State.Move.ERROR, e.detail());
            return;
        } catch (RuntimeException e) {
            LOG.error("run {} cannot be planned", run.id(), e);
            refuse(run, State.Move.ERROR, "Duru could not plan the run: " + e.getMessage());
            return;
        }
        RunDirector director = new RunDirector(this, run, material);
        if (active.putIfAbsent(run.id(), director) == null) {
            director.claim();
            if (run.attempt() == 1 && !run.event().equals("schedule")) {
                active.values().forEach(other -> other.newer(run));
            }
        }
    }

    /** Whether a problem is the user's to mend, so that what has it failed. */
    static boolean isUsers(ProblemException problem) {
        return switch (problem.code()) {
            case USER, NOT_FOUND, CONFLICT, FORBIDDEN, UNAUTHENTICATED -> true;
            case RESOURCE, INTERNAL -> false;
        };
    }

    /** Ends a run that has no plan. */
    private void refuse(RunRow run, State.Move move, String message) {
        parts.database()
                .update(tx -> {
                    State state =
                            parts.store()
                                    .run(tx.sql(), run.id())
                                    .map(RunRow::state)
                                    .orElse(run.state());
                    if (!state.isFinal()) {
                        end(tx, run, state, move, message);
                    }
                });
        finished(run);
    }

    /** Ends a run and says so; harvests come first, so that their facts do. */
    void end(Tx tx, RunRow run, State from, State.Move move, String message) {
        State now = from;
        if (now == State.QUEUED && move == State.Move.SUCCEED) {
            parts.store().move(tx, run.id(), now, State.Move.START, "");
            now = State.RUNNING;
        }
        while (!now.isFinal()) {
            parts.store().move(tx, run.id(), now, move, message);
            now = now.transition(move);
        }
        tools.harvests().forEach(harvest -> harvest.run(tx, run));
        tx.append(
                new Fact.RunFinished(
                        run.project(),
                        run.commit(),
                        run.number(),
                        run.workflow(),
                        run.event(),
                        run.ref(),
                        now.result(),
                        message));
    }

    /** Says that there is a run. */
    public static void queued(Tx tx, RunRow run) {
        tx.append(
                new Fact.RunQueued(
                        run.project(),
                        run.commit(),
                        run.number(),
                        run.workflow(),
                        run.name(),
                        run.event(),
                        run.ref(),
                        run.triggeredBy()));
    }

    void finished(RunRow run) {
        active.remove(run.id());
        tell(new Progress.Run(run.id()));
        CompletableFuture<RunRow> waiting = awaited.remove(run.id());
        if (waiting != null) {
            parts.database()
                    .read(sql -> parts.store().run(sql, run.id()))
                    .ifPresent(waiting::complete);
        }
    }

    /** A run, once it has ended. */
    public CompletableFuture<RunRow> ended(long run) {
        CompletableFuture<RunRow> waiting =
                awaited.computeIfAbsent(run, unused -> new CompletableFuture<>());
        Optional<RunRow> row = parts.database().read(sql -> parts.store().run(sql, run));
        row.filter(known -> known.state().isFinal())
                .ifPresent(known -> {
                    awaited.remove(run);
                    waiting.complete(known);
                });
        return waiting;
    }

    /** Stops a run politely; false when it is not running here. */
    public boolean cancel(long run, String reason) {
        return cancel(run, reason, false);
    }

    /**
     * Stops a run; false when it is not running here.
     *
     * @param force whether to kill at once, without letting steps end or clean up; also for a run
     *     that is being stopped politely
     */
    public boolean cancel(long run, String reason, boolean force) {
        RunDirector director = active.get(run);
        if (director == null) {
            return false;
        }
        director.cancel(reason);
        if (force) {
            director.kill();
        }
        return true;
    }

    /** The jobs that wait for a slot, in the order in which they will start as things are. */
    public List<Long> queue() {
        return slots.inOrder().stream()
                .flatMap(task ->
                        task instanceof QueuedJob queued ? Stream.of(queued) : Stream.empty())
                .map(queued -> queued.job().request().jobId())
                .toList();
    }

    /** A job's place in {@link #queue}, from 1; empty when it does not wait for a slot. */
    public OptionalInt queuePosition(long job) {
        int index = queue().indexOf(job);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
    }

    /** Calls back whenever something moves, on the thread that moved it; close to stop. */
    public AutoCloseable watch(Consumer<Progress> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    void tell(Progress progress) {
        for (Consumer<Progress> watcher : watchers) {
            try {
                watcher.accept(progress);
            } catch (RuntimeException e) {
                LOG.warn("a watcher of runs failed", e);
            }
        }
    }

    Database database() {
        return parts.database();
    }

    RunStore store() {
        return parts.store();
    }

    EngineTools tools() {
        return tools;
    }

    Slots slots() {
        return slots;
    }

    PlanSource plans() {
        return parts.plans();
    }

    Gatekeeper gatekeeper() {
        return parts.gatekeeper();
    }

    OtherProjects others() {
        return parts.others();
    }

    /**
     * Somebody has decided about a job that waits for people: the engine asks again.
     *
     * @return false when the run does not run: it had not waited for the answer
     */
    public boolean decided(long run, long job) {
        RunDirector director = active.get(run);
        return director != null && director.decided(job);
    }

    /** Stops one job of a run; returns at once, false when it has ended. */
    public boolean cancelJob(long run, long job, String reason) {
        RunDirector director = active.get(run);
        return director != null && director.cancel(job, reason);
    }

    Locks locks() {
        return locks;
    }

    private Mode mode(String key) {
        String project = key.substring(0, key.indexOf('\n'));
        String group = key.substring(project.length() + 1);
        return group.startsWith(Concurrency.RESOURCE_GROUP)
                ? parts.database()
                        .read(sql ->
                                new ResourceGroupStore()
                                        .find(
                                                sql,
                                                ProjectName.parse(project),
                                                group.substring(
                                                        Concurrency.RESOURCE_GROUP.length())))
                        .map(ResourceGroupStore.Group::mode)
                        .orElse(Mode.UNORDERED)
                : Mode.UNORDERED;
    }

    /** The order in which jobs get a resource group has changed. */
    public void reordered(ProjectName project, String group) {
        locks.reconsider(Holds.key(project, Concurrency.RESOURCE_GROUP + group));
    }

    /** Waits so long, or until the engine is closed, and says whether it was. */
    boolean closesWithin(Duration duration) {
        try {
            return closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    boolean closed() {
        return closing.getCount() == 0;
    }

    void track(long job, StepJournal journal) {
        journals.put(job, journal);
    }

    void untrack(long job) {
        journals.remove(job);
    }

    private void keepJournals() {
        try {
            while (!closing.await(300, TimeUnit.MILLISECONDS)) {
                List<StepRow> changes =
                        journals.values().stream()
                                .flatMap(journal -> journal.changes().stream())
                                .toList();
                if (!changes.isEmpty()) {
                    parts.database().update(tx -> parts.store().steps(tx, changes));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed()) {
                LOG.error("the state of steps could not be written", e);
                Thread.ofVirtual().name("step-journals").start(this::keepJournals);
            }
        }
    }

    /**
     * Stops at once: jobs that run are killed and start once more when Duru is back, since their
     * state in the database stays as it is.
     */
    @Override
    public void close() {
        closing.countDown();
        slots.close();
        active.values().forEach(RunDirector::abandon);
        tools.background().close();
        tools.watch().close();
        parts.sandboxes().close();
    }
}

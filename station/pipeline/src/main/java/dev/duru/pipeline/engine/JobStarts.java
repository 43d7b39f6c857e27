package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.kernel.Fact;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.state.AnnotationStore;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;

/** Brings jobs that are ready to a slot, and takes in what comes of them. */
final class JobStarts {
    private final RunWork work;
    private final JobMoves moves;
    private final Engine engine;
    private final RunRow run;
    private final Runnable runBegins;
    private final Runnable goOn;

    /**
     * @param runBegins told, within a piece of work, that a job has started
     * @param goOn lets the run go on, within a piece of work
     */
    JobStarts(RunWork work, JobMoves moves, Runnable runBegins, Runnable goOn) {
        this.work = work;
        this.moves = moves;
        this.engine = work.engine();
        this.run = work.run();
        this.runBegins = runBegins;
        this.goOn = goOn;
    }

    void enqueue(Entry entry, Job job) {
        StepJournal journal =
                new StepJournal(
                        entry.jobId,
                        engine.setup().clock(),
                        step -> engine.tell(new Progress.Step(run.id(), entry.jobId, step)));
        JobRequest request;
        try {
            request =
                    new JobRequest(
                            run,
                            entry.jobId,
                            entry.attempt,
                            job,
                            entry.name(),
                            entry.graph.needs(job),
                            entry.level().prefix(),
                            material(entry, job));
        } catch (ExpressionException e) {
            moves.settle(entry, State.Move.ERROR, String.valueOf(e.getMessage()));
            return;
        }
        JobRun task = new JobRun(engine.tools(), request, journal);
        entry.running = task;
        QueuedJob queued = new QueuedJob(task, () -> execute(entry, task));
        entry.task = queued;
        work.later(() -> engine.tell(new Progress.Job(run.id(), entry.jobId)));
        work.later(() -> engine.slots().submit(queued));
    }

    private PlanSource.Material material(Entry entry, Job job) {
        PlanSource.Material material = entry.level().material();
        Deployment deployment = job.deployment();
        if (deployment == null) {
            return material;
        }
        Contexts contexts =
                Level.inCell(entry.level().contexts(entry.graph.needs(job)), job.cell());
        String environment = Expressions.text(deployment.environment(), contexts);
        return environment.isEmpty() ? material : engine.plans().in(environment, run, material);
    }

    private void execute(Entry entry, JobRun task) {
        engine.track(entry.jobId, task.journal());
        JobEnd end = task.run(host -> started(entry, host));
        engine.untrack(entry.jobId);
        // The slot is free for the next job while this is written down.
        engine.tools()
                .background()
                .execute(() -> {
                    if (!engine.closed()) {
                        work.piece(() -> ended(entry, end));
                    }
                });
    }

    private void started(Entry entry, StepHost host) {
        work.piece(() -> {
            work.change(
                    tx -> engine.store().process(tx, entry.jobId, host.pid(), host.startedAt()));
            moves.move(entry, State.Move.START, "");
            runBegins.run();
            String path = entry.path();
            String name = entry.name();
            work.change(tx ->
                    tx.append(
                            new Fact.JobStarted(
                                    run.project(), run.commit(), run.number(), path, name)));
        });
    }

    /** The first of the run's jobs has started, and the run with it. */
    void runStarted() {
        work.change(tx -> {
            engine.store().move(tx, run.id(), State.QUEUED, State.Move.START, "");
            tx.append(new Fact.RunStarted(run.project(), run.commit(), run.number()));
        });
        work.later(() -> engine.tell(new Progress.Run(run.id())));
    }

    private void ended(Entry entry, JobEnd end) {
        entry.outputs = end.outputs();
        entry.tolerated = end.tolerated();
        entry.running = null;
        work.change(tx -> {
            engine.store().steps(tx, end.steps());
            new AnnotationStore().add(tx, run.id(), end.annotations());
            engine.store()
                    .yields(
                            tx,
                            entry.jobId,
                            Json.write(end.outputs()),
                            end.summary(),
                            end.tolerated());
            end.harvest().accept(tx);
        });
        moves.settle(entry, State.moveTo(end.result()), end.message());
        failFast(entry);
        goOn.run();
    }

    /** Stops the cells beside one that failed, and those beside the call that it is part of. */
    private void failFast(Entry ended) {
        for (Entry entry = ended; entry != null; entry = entry.level().caller()) {
            for (Entry other : entry.graph.failFast(entry)) {
                moves.stop(other, "another cell of the matrix failed");
            }
        }
    }
}

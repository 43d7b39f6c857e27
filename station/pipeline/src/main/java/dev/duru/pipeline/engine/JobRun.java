package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Retry;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.Amounts;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.pipeline.sandbox.StepHost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job from its folder to its result, on one thread. */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private final EngineTools tools;
    private final JobRequest request;
    private volatile Stopping stopping;
    private final StepJournal journal;
    private @Nullable FutureTask<JobPlace> opening;
    private volatile boolean timedOut;
    private int exitCode;
    private int again;

    JobRun(EngineTools tools, JobRequest request, StepJournal journal) {
        this.tools = tools;
        this.request = request;
        this.journal = journal;
        this.stopping = new Stopping(tools.setup().stopping(), tools.setup().cleanupLimit());
    }

    JobRequest request() {
        return request;
    }

    StepJournal journal() {
        return journal;
    }

    /** Asks the job to stop; returns at once. */
    void cancel(String reason) {
        stopping.stop(reason);
    }

    /** Kills what runs, because Duru ends or somebody will not wait any longer. */
    void kill() {
        stopping.kill();
    }

    /**
     * Runs it.
     *
     * @param started called with the place of the steps when it is there and before the first step
     */
    JobEnd run(Consumer<StepHost> started) {
        EngineSetup setup = tools.setup();
        Path file = setup.log(request.run().id(), request.jobId());
        try (JobLog log = JobLog.open(file, setup.clock(), request.attempt() > 1)) {
            if (request.attempt() > 1) {
                log.append(
                        0,
                        Kind.SYSTEM,
                        "Duru ended while this job ran; attempt " + request.attempt() + " begins");
            }
            JobEnd end = attempt(log, started);
            while (retries(end)) {
                again++;
                log.append(
                        0,
                        Kind.SYSTEM,
                        "The job failed; retry "
                                + again
                                + " of "
                                + request.job().conduct().retry().max());
                renew();
                end = attempt(log, host -> {});
            }
            return end;
        } finally {
            stopping.close();
        }
    }

    private JobEnd attempt(JobLog log, Consumer<StepHost> started) {
        try {
            return inFolder(log, started);
        } catch (ExpressionException e) {
            return errored(log, String.valueOf(e.getMessage()));
        } catch (SandboxException e) {
            if (stopping.requested()) {
                return cancelled();
            }
            String reached = stopping.takeReached();
            return reached.isEmpty()
                    ? errored(log, String.valueOf(e.getMessage()))
                    : failed(log, reached);
        } catch (ProblemException e) {
            return stopping.requested() ? cancelled() : errored(log, e.detail());
        } catch (RuntimeException e) {
            LOG.error("job {} could not be run", request.jobId(), e);
            return errored(log, "Duru could not run the job: " + e.getMessage());
        }
    }

    /** Whether the job's file asks for another attempt after such an end. */
    private boolean retries(JobEnd end) {
        Retry retry = request.job().conduct().retry();
        boolean wanted =
                switch (end.result()) {
                    case SUCCESS, CANCELLED, SKIPPED -> false;
                    case FAILED ->
                            retry.covers(
                                    timedOut ? Retry.Kind.TIMEOUT : Retry.Kind.SCRIPT, exitCode);
                    case ERRORED -> retry.covers(Retry.Kind.SYSTEM, 0);
                };
        return wanted && again < retry.max() && (timedOut || !stopping.requested());
    }

    /** Forgets the attempt before, so that another can begin in a place of its own. */
    private synchronized void renew() {
        stopping.close();
        stopping = new Stopping(tools.setup().stopping(), tools.setup().cleanupLimit());
        timedOut = false;
        exitCode = 0;
        opening = null;
    }

    private JobEnd errored(JobLog log, String message) {
        log.append(0, Kind.ERROR, message);
        return without(Fact.Result.ERRORED, message);
    }

    private JobEnd failed(JobLog log, String message) {
        log.append(0, Kind.ERROR, message);
        return without(Fact.Result.FAILED, message);
    }

    private JobEnd without(Fact.Result result, String message) {
        return new JobEnd(
                result, message, false, Obj.empty(), "", List.of(), journal.changes(), tx -> {});
    }

    private JobEnd cancelled() {
        return without(timedOut ? Fact.Result.FAILED : Fact.Result.CANCELLED, stopping.reason());
    }

    /** Opens the job's place ahead of its turn; returns at once. */
    synchronized void prepare() {
        if (opening == null) {
            FutureTask<JobPlace> task =
                    new FutureTask<>(() -> JobPlace.open(tools, request, again));
            opening = task;
            tools.background().execute(task);
        }
    }

    /** The job will not run: its place, if it has one, goes away. */
    synchronized void discard() {
        FutureTask<JobPlace> task = opening;
        if (task != null) {
            tools.background()
                    .execute(() -> {
                        try {
                            task.run();
                            task.get().clear();
                        } catch (ExecutionException e) {
                            LOG.debug("a place that nobody needs was not opened", e);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }

    private JobPlace place() {
        FutureTask<JobPlace> task;
        synchronized (this) {
            if (opening == null) {
                opening = new FutureTask<>(() -> JobPlace.open(tools, request, again));
            }
            task = opening;
        }
        // Whoever comes first does it.
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the job's place was opened", e);
        }
    }

    private JobEnd inFolder(JobLog log, Consumer<StepHost> started) {
        EngineSetup setup = tools.setup();
        JobPlace place = place();
        StepHost host = place.host();
        stopping.use(host);
        tools.watch().begin(request.jobId(), log, place.folders().root(), stopping);
        try (JobGrants.Grant grant = tools.grants().open(request.grant())) {
            JobScope scope =
                    new JobScope(
                            request,
                            place.folders(),
                            log,
                            new Trust(setup.authorities(), place.folders())
                                    .environment(setup.baseEnvironment()),
                            grant);
            runner(scope);
            Instant begin = setup.clock().instant();
            host.unenforced().forEach(line -> log.append(0, Kind.WARNING, line));
            log.limit(
                    setup.limits().log(),
                    () ->
                            stopping.exceeded(
                                    "the log reached its limit of "
                                            + Amounts.bytes(setup.limits().log())
                                            + " (jobs.log); what the job prints from here on is"
                                            + " dropped"));
            started.accept(host);
            Frame frame = Frame.ofJob(request.material().inputs());
            limit(scope, frame);
            try (Room room = new Room(tools, request, scope, place, stopping)) {
                room.open();
                StepRunner steps =
                        new StepRunner(Line.of(scope, room.host(), stopping), room, journal);
                List<Step> all = new ArrayList<>(request.job().steps());
                all.addAll(request.job().after());
                steps.runJob(all, frame);
                room.conclude();
            }
            return end(scope, frame, begin);
        } finally {
            tools.watch().end(request.jobId());
            host.kill();
            tools.background().clear(place::clear);
        }
    }

    /** Refuses a job that asks for another system than this one. */
    private void runner(JobScope scope) {
        if (tools.setup().anyRunner()
                || !(request.job().executor() instanceof Executor.Host host)) {
            return;
        }
        Contexts contexts = scope.contexts(Frame.ofJob(request.material().inputs()), Map.of());
        for (String label : labels(Expressions.evaluate(host.labels(), contexts))) {
            String plain = label.toLowerCase(Locale.ROOT);
            if (plain.startsWith("windows") || plain.startsWith("macos")) {
                throw new ExpressionException(
                        "runs-on: '"
                                + label
                                + "' is not this machine, which runs Linux;"
                                + " use ubuntu-latest or self-hosted",
                        host.labels().src());
            }
        }
    }

    private static List<String> labels(Value value) {
        return value instanceof Value.Arr(List<Value> items)
                ? items.stream().map(Expressions::text).toList()
                : List.of(Expressions.text(value));
    }

    private void limit(JobScope scope, Frame frame) {
        OptionalDouble minutes =
                Expressions.number(
                        request.job().timeouts().minutes(), scope.contexts(frame, Map.of()));
        Duration limit =
                minutes.isPresent() && minutes.getAsDouble() > 0
                        ? Duration.ofMillis((long) (minutes.getAsDouble() * 60_000))
                        : tools.setup().jobLimit();
        String shown = Expressions.text(Value.of(limit.toMillis() / 60_000.0));
        stopping.limit(
                limit,
                () -> timedOut = true,
                request.job().src()
                        + ": the job ran longer than its limit of "
                        + shown
                        + " minutes and was stopped");
    }

    private JobEnd end(JobScope scope, Frame frame, Instant begin) {
        Contexts contexts = scope.contexts(frame, Map.of());
        Obj.Builder outputs = Obj.builder();
        for (Map.Entry<String, Expr> output : request.job().outputs().entrySet()) {
            outputs.put(
                    output.getKey(),
                    Value.of(
                            open(
                                    scope,
                                    output.getKey(),
                                    Expressions.text(output.getValue(), contexts))));
        }
        Fact.Result result = result(scope);
        boolean tolerated =
                result != Fact.Result.SUCCESS
                        && result != Fact.Result.CANCELLED
                        && (Expressions.truthy(request.job().failure().tolerated(), contexts)
                                || request.job()
                                        .failure()
                                        .exitCodes()
                                        .contains(scope.carried().exitCode()));
        exitCode = scope.carried().exitCode();
        outputs.putAll(scope.carried().given());
        Consumer<Tx> harvest = harvest(scope, begin, result == Fact.Result.SUCCESS);
        return new JobEnd(
                result,
                message(scope, result),
                tolerated,
                outputs.build(),
                scope.carried().summary(),
                scope.remarks().all(),
                journal.changes(),
                harvest.andThen(JobPlaces.of(request, contexts, result == Fact.Result.SUCCESS)));
    }

    /** An output that holds a secret does not leave the job. */
    private static String open(JobScope scope, String name, String output) {
        if (scope.masker().mask(output).equals(output)) {
            return output;
        }
        scope.log()
                .append(
                        0,
                        Kind.WARNING,
                        "the output '"
                                + name
                                + "' holds a secret and is left empty; other jobs read the secret"
                                + " from `secrets` themselves");
        return "";
    }

    private Fact.Result result(JobScope scope) {
        if (timedOut) {
            return Fact.Result.FAILED;
        }
        if (scope.cancelled()) {
            return Fact.Result.CANCELLED;
        }
        if (scope.carried().errored()) {
            return Fact.Result.ERRORED;
        }
        return scope.failed() ? Fact.Result.FAILED : Fact.Result.SUCCESS;
    }

    private String message(JobScope scope, Fact.Result result) {
        if (stopping.requested()) {
            scope.log().append(0, Kind.ERROR, stopping.reason());
            return stopping.reason();
        }
        return result == Fact.Result.SUCCESS ? "" : scope.carried().firstFailure();
    }

    private Consumer<Tx> harvest(JobScope scope, Instant begin, boolean succeeded) {
        List<Consumer<Tx>> all = new ArrayList<>();
        for (Harvest harvest : tools.harvests()) {
            try {
                all.add(
                        harvest.job(
                                new Harvest.Job(
                                        request.run(),
                                        request.jobId(),
                                        scope.folders().workspace(),
                                        begin,
                                        succeeded,
                                        line -> scope.log().append(0, Kind.SYSTEM, line))));
            } catch (RuntimeException e) {
                LOG.warn("job {}: something could not be kept", request.jobId(), e);
                scope.log().append(0, Kind.WARNING, String.valueOf(e.getMessage()));
            }
        }
        return tx -> all.forEach(one -> one.accept(tx));
    }
}

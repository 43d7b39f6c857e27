package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells a listener what local runs do, until they have ended. */
final class LocalWatch {
    private static final int LINES_AT_A_TIME = 5000;

    private final Engine engine;
    private final Database database;
    private final RunStore store;
    private final LocalRun.Listener listener;
    private final Map<Long, RunView.Job> endedJobs = new HashMap<>();
    private final Map<Long, Long> linesSeen = new HashMap<>();
    private final Set<Long> toldToTheEnd = new HashSet<>();

    LocalWatch(Engine engine, Database database, RunStore store, LocalRun.Listener listener) {
        this.engine = engine;
        this.database = database;
        this.store = store;
        this.listener = listener;
    }

    List<RunView> untilEnded(List<Long> runs) {
        boolean interrupted = false;
        CompletableFuture<Void> all =
                CompletableFuture.allOf(
                        runs.stream().map(engine::ended).toArray(CompletableFuture[]::new));
        try {
            while (true) {
                List<RunView> views = runs.stream().map(this::view).toList();
                boolean ended = views.stream().allMatch(view -> view.run().state().isFinal());
                views.forEach(this::tail);
                listener.changed(views);
                if (ended) {
                    return views;
                }
                try {
                    // Whatever moves meanwhile is told together.
                    all.get(100, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    continue;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    interrupted = true;
                    runs.forEach(run -> engine.cancel(run, "cancelled"));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RunView view(long id) {
        return database.read(sql -> {
            RunRow run = store.run(sql, id).orElseThrow();
            List<RunView.Job> jobs = new ArrayList<>();
            for (JobRow job : store.jobs(sql, id)) {
                jobs.add(
                        switch (job.state()) {
                            case WAITING, QUEUED -> new RunView.Job(job, List.of());
                            case RUNNING, CANCELLING ->
                                    new RunView.Job(job, store.steps(sql, job.id()));
                            case SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED ->
                                    endedJobs.computeIfAbsent(
                                            job.id(),
                                            unused ->
                                                    new RunView.Job(
                                                            job, store.steps(sql, job.id())));
                        });
            }
            return new RunView(run, jobs);
        });
    }

    private void tail(RunView view) {
        for (RunView.Job job : view.jobs()) {
            State state = job.row().state();
            if (state == State.WAITING
                    || state == State.QUEUED
                    || toldToTheEnd.contains(job.row().id())) {
                continue;
            }
            LogFile log = new LogFile(engine.setup().log(view.run().id(), job.row().id()));
            List<LogLine> lines;
            do {
                long seen = linesSeen.getOrDefault(job.row().id(), 0L);
                lines = log.read(seen + 1, LINES_AT_A_TIME);
                lines.forEach(line -> listener.line(job.row().name(), line));
                linesSeen.put(job.row().id(), seen + lines.size());
            } while (lines.size() == LINES_AT_A_TIME);
            if (state.isFinal()) {
                toldToTheEnd.add(job.row().id());
            }
        }
    }
}

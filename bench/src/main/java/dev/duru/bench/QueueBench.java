package dev.duru.bench;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.builtin.Builtins;
import dev.duru.pipeline.builtin.CheckoutSource;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.engine.EngineParts;
import dev.duru.pipeline.engine.EngineSetup;
import dev.duru.pipeline.engine.Progress;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A queue of 10,000 jobs: how fast they are taken in, what one that waits takes of memory, and how
 * fast trivial jobs follow each other with so many behind them, beside a queue of ten.
 */
public final class QueueBench {
    private static final int RUNS = 100;
    private static final int JOBS = 100;
    private static final int FOLLOW = 60;

    private QueueBench() {}

    /** Usage: {@code QueueBench}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Figures figures = new Figures("queue");
        follow(0, FOLLOW, figures);
        double few = follow(0, FOLLOW, figures);
        double many = follow(RUNS, FOLLOW, figures);
        figures.add(
                "one trivial job after the other, with 10,000 queued : with few",
                Figures.format(many)
                        + " ms : "
                        + Figures.format(few)
                        + " ms = "
                        + Figures.format(many / few),
                "at most 1.2");
    }

    /** Milliseconds a job, for the first jobs of a queue. */
    private static double follow(int runs, int jobs, Figures figures)
            throws IOException, InterruptedException {
        // Not below /tmp, which is another one for each job.
        Path target = Files.createDirectories(Path.of("target", "bench")).toRealPath();
        Path folder = Files.createTempDirectory(target, "queue");
        CountDownLatch ended = new CountDownLatch(jobs + 1);
        try (Database database = Database.open(folder.resolve("duru.db"), InstantSource.system())) {
            database.migrate("pipeline", QueueBench.class.getClassLoader());
            RunStore store = new RunStore();
            try (Engine engine = engine(folder, database, store)) {
                engine.start();
                Path gate = folder.resolve("gate");
                long[] begin = {0};
                engine.watch(progress -> {
                    if (progress instanceof Progress.Job job
                            && over(database, store, job.jobId())) {
                        ended.countDown();
                    }
                });
                submit(engine, database, store, 0, gate(gate));
                long heap = heap();
                long before = System.nanoTime();
                for (int n = 1; n <= runs; n++) {
                    submit(engine, database, store, n, workflow(JOBS));
                }
                if (runs > 0) {
                    double seconds = (System.nanoTime() - before) / 1e9;
                    int queued = engine.queue().size();
                    figures.add(
                            queued + " jobs queued",
                            Figures.format(queued / seconds) + " jobs/s",
                            "");
                    figures.add(
                            "memory of a job that waits",
                            Figures.format((heap() - heap) / 1024.0 / queued) + " KB",
                            "at most 10 KB");
                } else {
                    submit(engine, database, store, 1, workflow(jobs));
                }
                begin[0] = System.nanoTime();
                Files.createFile(gate);
                ended.await();
                return (System.nanoTime() - begin[0]) / 1e6 / jobs;
            }
        }
    }

    private static boolean over(Database database, RunStore store, long job) {
        return database.read(sql -> store.job(sql, job))
                .map(JobRow::state)
                .filter(State::isFinal)
                .isPresent();
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Engine engine(Path folder, Database database, RunStore store) {
        Blobs blobs = Blobs.open(folder.resolve("blobs"));
        YieldStore yields = new YieldStore();
        WorkflowPlans plans =
                new WorkflowPlans(
                        () -> "http://localhost",
                        new WorkflowPlans.Surroundings(
                                WorkflowPlans.OfEnvironment.always(Map.of()),
                                WorkflowPlans.OfEnvironment.always(Map.of()),
                                (run, home, ref) -> {
                                    throw new IllegalStateException("nothing is called");
                                },
                                Optional.empty(),
                                List.of()));
        return new Engine(
                EngineSetup.of(folder, InstantSource.system()).withSlots(1).withHidden(List.of()),
                new EngineParts(
                        database,
                        store,
                        plans,
                        new Sandboxes(),
                        Builtins.all(
                                (run, wanted, place) -> CheckoutSource.Written.NOTHING,
                                database,
                                yields,
                                blobs),
                        List.of()));
    }

    private static void submit(
            Engine engine, Database database, RunStore store, int n, String workflow) {
        RunRow run =
                database.write(tx ->
                                store.add(
                                        tx,
                                        new NewRun(
                                                new ProjectName("team", "p" + n % 10),
                                                "c".repeat(40),
                                                "refs/heads/main",
                                                "push",
                                                "{}",
                                                "{}",
                                                "ci.yml",
                                                workflow,
                                                "ci",
                                                "a change",
                                                "dev",
                                                "bench:" + n)))
                        .orElseThrow();
        engine.enqueue(run);
    }

    private static String gate(Path gate) {
        return "on: push\njobs:\n  gate:\n    runs-on: x\n    steps: [{ run: \"while ! [ -e "
                + gate
                + " ]; do sleep 0.01; done\" }]\n";
    }

    private static String workflow(int jobs) {
        List<String> lines = new ArrayList<>(List.of("on: push", "jobs:"));
        for (int n = 0; n < jobs; n++) {
            lines.add("  j" + n + ": { runs-on: x, steps: [{ run: 'true' }] }");
        }
        return String.join("\n", lines) + "\n";
    }
}

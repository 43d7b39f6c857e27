package dev.duru.pipeline.engine;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.builtin.Builtins;
import dev.duru.pipeline.builtin.CheckoutSource;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.reports.TestReports;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.sandbox.StopLadder;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real engine on a real database in a folder. */
public final class TestEngine implements AutoCloseable {
    public static final ProjectName SHOP = new ProjectName("team", "shop");

    public final Database database;
    public final Ledger ledger;
    public final RunStore store = new RunStore();
    public final YieldStore yields = new YieldStore();
    public final Engine engine;
    private final Path folder;

    /** Opens it and takes up what an earlier one left in the folder. */
    public TestEngine(Path folder, int slots) {
        this(folder, slots, new Sandboxes());
    }

    public TestEngine(Path folder, int slots, Sandboxes sandboxes) {
        this(
                folder,
                slots,
                sandboxes,
                ActionSettings.DEFAULT.withMirror(""),
                OwnActions.NONE,
                noContainers(folder));
    }

    /** With a container engine of the test's own. */
    public TestEngine(Path folder, int slots, ContainerRoom containers) {
        this(
                folder,
                slots,
                new Sandboxes(),
                ActionSettings.DEFAULT.withMirror(""),
                OwnActions.NONE,
                containers);
    }

    public TestEngine(Path folder, int slots, ActionSettings actions, OwnActions own) {
        this(folder, slots, new Sandboxes(), actions, own, noContainers(folder));
    }

    /** One slot, and limits. */
    public TestEngine(Path folder, JobLimits limits) {
        this(
                folder,
                setup(folder, 1).withLimits(limits),
                new Sandboxes(),
                ActionSettings.DEFAULT.withMirror(""),
                OwnActions.NONE,
                noContainers(folder));
    }

    /** One slot, and steps get so much time to end when they are stopped. */
    public TestEngine(Path folder, Sandboxes sandboxes, StopLadder stopping) {
        this(
                folder,
                setup(folder, 1).withStopping(stopping),
                sandboxes,
                ActionSettings.DEFAULT.withMirror(""),
                OwnActions.NONE,
                noContainers(folder));
    }

    private TestEngine(
            Path folder,
            int slots,
            Sandboxes sandboxes,
            ActionSettings actions,
            OwnActions own,
            ContainerRoom containers) {
        this(folder, setup(folder, slots), sandboxes, actions, own, containers);
    }

    private static EngineSetup setup(Path folder, int slots) {
        return EngineSetup.of(folder, InstantSource.system())
                .withSlots(slots)
                .withStopping(new StopLadder(Duration.ofMillis(300), Duration.ofMillis(300)));
    }

    private TestEngine(
            Path folder,
            EngineSetup setup,
            Sandboxes sandboxes,
            ActionSettings actions,
            OwnActions own,
            ContainerRoom containers) {
        this.folder = folder;
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        database.migrate("pipeline", TestEngine.class.getClassLoader());
        ledger = new Ledger(database);
        Blobs blobs = Blobs.open(folder.resolve("blobs"));
        WorkflowPlans plans =
                new WorkflowPlans(
                        () -> "http://localhost",
                        new WorkflowPlans.Surroundings(
                                WorkflowPlans.OfEnvironment.always(Map.of()),
                                WorkflowPlans.OfEnvironment.always(Map.of()),
                                this::called,
                                Optional.empty(),
                                List.of()));
        engine =
                new Engine(
                        setup,
                        new EngineParts(
                                        database,
                                        store,
                                        plans,
                                        sandboxes,
                                        Builtins.all(
                                                (run, wanted, target) ->
                                                        CheckoutSource.Written.NOTHING,
                                                database,
                                                yields,
                                                blobs),
                                        List.of(new TestReports(database, yields)))
                                .withActions(
                                        new ActionKit(
                                                new ActionLibrary(
                                                        folder.resolve("actions"), actions, own),
                                                new NodePrograms(new Toolchains())))
                                .withContainers(containers));
        engine.start();
    }

    /** As on a machine without a container engine, whatever this one has. */
    private static ContainerRoom noContainers(Path folder) {
        String nowhere = folder.resolve("no-engine.sock").toString();
        return new ContainerRoom(new ContainerSettings(nowhere, false, List.of(), false), Map.of());
    }

    /** Workflows to call lie in the folder, under their names. */
    private PlanSource.Called called(RunRow run, PlanSource.Home home, String ref) {
        try {
            return new PlanSource.Called(
                    home, ref, Files.readString(folder.resolve(ref.replace("./", ""))));
        } catch (IOException e) {
            throw ProblemException.notFound("there is no file " + ref);
        }
    }

    /** Queues a run of a workflow. */
    public RunRow submit(String origin, String workflow) {
        RunRow run =
                database.write(tx ->
                                store.add(
                                        tx,
                                        new NewRun(
                                                SHOP,
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
                                                origin)))
                        .orElseThrow();
        engine.enqueue(run);
        return run;
    }

    public RunRow await(RunRow run) throws Exception {
        return engine.ended(run.id()).get(120, TimeUnit.SECONDS);
    }

    public RunRow newest() {
        return database.read(store::open).getLast();
    }

    public List<JobRow> jobs(RunRow run) {
        return database.read(sql -> store.jobs(sql, run.id()));
    }

    public List<String> log(RunRow run, JobRow job) {
        return new LogFile(engine.setup().log(run.id(), job.id()))
                .read(1, 10_000).stream().map(LogLine::text).toList();
    }

    /** Waits until the run's first job printed a line, and gives the job. */
    public JobRow awaitLine(RunRow run, String line) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline) {
            List<JobRow> jobs = jobs(run);
            if (!jobs.isEmpty() && log(run, jobs.getFirst()).contains(line)) {
                return jobs.getFirst();
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("the line '" + line + "' did not come");
    }

    @Override
    public void close() {
        engine.close();
        ledger.close();
        database.close();
    }
}

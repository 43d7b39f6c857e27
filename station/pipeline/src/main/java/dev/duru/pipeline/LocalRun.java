package dev.duru.pipeline;

import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.builtin.Builtins;
import dev.duru.pipeline.builtin.Forge;
import dev.duru.pipeline.compat.Compatibility;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.engine.ActionKit;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.engine.EngineParts;
import dev.duru.pipeline.engine.EngineSetup;
import dev.duru.pipeline.engine.PlanSource.Called;
import dev.duru.pipeline.engine.PlanSource.Home;
import dev.duru.pipeline.github.Selection;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.reports.TestReports;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.ToolShed;
import dev.duru.pipeline.toolchain.Toolchains;
import dev.duru.pipeline.toolchain.Vendors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code duru run}: the workflows of a folder, run by the same engine as on the server, without
 * one. State lives in a temporary folder that is gone at the end.
 */
public final class LocalRun {

    /**
     * What to run.
     *
     * @param folder the working tree
     * @param event such as {@code push} or {@code workflow_dispatch}; empty for one that the
     *     workflow takes
     * @param workflow one file, absolute or relative to the folder; empty for all that the event
     *     starts
     * @param jobs keys of jobs, run with what they need; empty for all
     * @param inputs of a {@code workflow_dispatch}
     * @param secrets by name
     * @param environment variables for all steps, which the file can change
     * @param inPlace whether jobs run in the folder itself; else each has an empty workspace into
     *     which {@code actions/checkout} copies the working tree, uncommitted changes included
     * @param project what {@code github.repository} says
     * @param gitlab what only GitLab's pipelines have
     * @param details what is rarely said
     */
    public record Options(
            Path folder,
            String event,
            Optional<String> workflow,
            List<String> jobs,
            Map<String, String> inputs,
            Map<String, String> secrets,
            Map<String, String> environment,
            boolean inPlace,
            ProjectName project,
            Gitlab gitlab,
            Details details) {

        /** All that a push starts, in a copy of the working tree. */
        public static Options of(Path folder) {
            return new Options(
                    folder,
                    "push",
                    Optional.empty(),
                    List.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    false,
                    new ProjectName("local", "project"),
                    Gitlab.PLAIN,
                    Details.NONE);
        }

        public Options withEvent(String value) {
            return with(draft -> draft.event = value);
        }

        public Options withWorkflow(String value) {
            return with(draft -> draft.workflow = Optional.of(value));
        }

        public Options withJobs(List<String> value) {
            return with(draft -> draft.jobs = value);
        }

        public Options withInputs(Map<String, String> value) {
            return with(draft -> draft.inputs = value);
        }

        public Options withSecrets(Map<String, String> value) {
            return with(draft -> draft.secrets = value);
        }

        public Options withEnvironment(Map<String, String> value) {
            return with(draft -> draft.environment = value);
        }

        public Options withInPlace(boolean value) {
            return with(draft -> draft.inPlace = value);
        }

        public Options withProject(ProjectName value) {
            return with(draft -> draft.project = value);
        }

        public Options with(Gitlab value) {
            return with(draft -> draft.gitlab = value);
        }

        public Options with(Details value) {
            return with(draft -> draft.details = value);
        }

        private Options with(Consumer<Draft> change) {
            Draft draft = new Draft();
            change.accept(draft);
            return draft.options();
        }

        /** A copy to change. */
        private final class Draft {
            private String event = Options.this.event;
            private Optional<String> workflow = Options.this.workflow;
            private List<String> jobs = Options.this.jobs;
            private Map<String, String> inputs = Options.this.inputs;
            private Map<String, String> secrets = Options.this.secrets;
            private Map<String, String> environment = Options.this.environment;
            private boolean inPlace = Options.this.inPlace;
            private ProjectName project = Options.this.project;
            private Gitlab gitlab = Options.this.gitlab;
            private Details details = Options.this.details;

            private Options options() {
                return new Options(
                        folder,
                        event,
                        workflow,
                        jobs,
                        inputs,
                        secrets,
                        environment,
                        inPlace,
                        project,
                        gitlab,
                        details);
            }
        }
    }

    /**
     * What only GitLab's pipelines have.
     *
     * @param manual the manual jobs to run; all others are skipped
     * @param alone whether the chosen jobs run without what they need
     * @param variables of the pipeline, which win over those of the file
     */
    public record Gitlab(List<String> manual, boolean alone, Map<String, String> variables) {
        /** Everything that runs by itself. */
        public static final Gitlab PLAIN = new Gitlab(List.of(), false, Map.of());
    }

    /**
     * More about what to run.
     *
     * @param payload of the event, over what is known of it
     * @param vars the {@code vars} context
     * @param cells values of matrices by key; only cells with them run
     * @param authorities a file of certificates, in PEM, that jobs trust besides the machine's
     */
    public record Details(
            Optional<Obj> payload,
            Map<String, String> vars,
            Map<String, List<String>> cells,
            Optional<Path> authorities) {
        /** The event as it is known, no variables, all cells. */
        public static final Details NONE =
                new Details(Optional.empty(), Map.of(), Map.of(), Optional.empty());
    }

    /** Is told what happens; all calls come from the thread that called {@link #run}. */
    public interface Listener {
        /** Listens to nothing. */
        Listener SILENT =
                new Listener() {
                    @Override
                    public void changed(List<RunView> runs) {}

                    @Override
                    public void line(String job, LogLine line) {}
                };

        /** Something moved: all runs as they are now. At most ten times a second. */
        void changed(List<RunView> runs);

        /** A job printed a line. */
        void line(String job, LogLine line);
    }

    private final Options options;
    private final ActionLibrary actions;
    private final Vendors.Settings vendors;
    private final Path folder;
    private final LocalWorkflows workflows;

    /** Actions of other repositories come from where the process's environment says. */
    public LocalRun(Options options) {
        this(
                options,
                new ActionLibrary(
                        actionFolder(), ActionSettings.of(System.getenv()), OwnActions.NONE),
                tools());
    }

    /** With actions and tools from elsewhere than the process's environment says. */
    public LocalRun(Options options, ActionLibrary actions, Vendors.Settings vendors) {
        this.options = options;
        this.actions = actions;
        this.vendors = vendors;
        this.folder = options.folder().toAbsolutePath().normalize();
        this.workflows = new LocalWorkflows(options);
    }

    /**
     * Runs to the end. Interrupting the thread cancels all runs, waits for their end and leaves the
     * thread interrupted.
     *
     * @return all runs, ended
     * @throws ProblemException USER when no workflow fits, or a file is wrong
     */
    public List<RunView> run(Listener listener) {
        List<NewRun> wanted = workflows.runs();
        Path state = temporary();
        boolean interrupted = false;
        try (Database database =
                Database.temporary(state.resolve("run.db"), InstantSource.system())) {
            database.migrate("pipeline", LocalRun.class.getClassLoader());
            RunStore store = new RunStore();
            Blobs blobs = Blobs.temporary(state.resolve("blobs"));
            try (LocalServices services =
                            new LocalServices(state, folder, workflows.commit(), database, blobs);
                    Engine engine = engine(state, database, blobs, services)) {
                engine.start();
                List<RunRow> runs = new ArrayList<>();
                for (NewRun run : wanted) {
                    database.write(tx -> store.add(tx, run)).ifPresent(runs::add);
                }
                runs.forEach(engine::enqueue);
                List<RunView> ended =
                        new LocalWatch(engine, database, store, listener)
                                .untilEnded(runs.stream().map(RunRow::id).toList());
                // What is closed now waits for its end, which an interrupt would cut short.
                interrupted = Thread.interrupted();
                return ended;
            }
        } finally {
            delete(state);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Engine engine(Path state, Database database, Blobs blobs, LocalServices services) {
        YieldStore yields = new YieldStore();
        DialectPlans plans = plans(services::url, new KeptFiles(database, yields, blobs));
        EngineSetup setup =
                EngineSetup.of(state, InstantSource.system()).local(options.environment());
        Optional<Path> authorities =
                options.details()
                        .authorities()
                        .map(file -> Authorities.write(file, state.resolve("authorities.crt")));
        return new Engine(
                authorities.map(setup::withAuthorities).orElse(setup),
                new EngineParts(
                                database,
                                new RunStore(),
                                plans,
                                new Sandboxes(),
                                Builtins.all(
                                        new LocalCheckout(folder, options.project(), actions),
                                        database,
                                        yields,
                                        blobs,
                                        new ToolShed(caches().resolve("tools"), vendors),
                                        Forge.NONE),
                                List.of(new TestReports(database, yields)))
                        .withActions(new ActionKit(actions, new NodePrograms(new Toolchains())))
                        .withGrants(services.grants())
                        .withContainers(
                                new ContainerRoom(
                                        ContainerSettings.of(System.getenv()), System.getenv())));
    }

    private DialectPlans plans(Supplier<String> url, KeptFiles files) {
        return new DialectPlans(
                new WorkflowPlans(
                        url,
                        new WorkflowPlans.Surroundings(
                                WorkflowPlans.OfEnvironment.always(options.secrets()),
                                WorkflowPlans.OfEnvironment.always(options.details().vars()),
                                this::called,
                                options.inPlace() ? Optional.of(folder) : Optional.empty(),
                                new Selection(options.jobs(), options.details().cells()))),
                new LocalPipelines(options, folder).plans(url, files));
    }

    /**
     * What {@link #run} would do.
     *
     * @throws ProblemException USER when no workflow fits, or a file is wrong
     */
    public List<LocalPlan> plan() {
        List<NewRun> wanted = workflows.runs();
        Path state = temporary();
        try (Database database =
                Database.temporary(state.resolve("run.db"), InstantSource.system())) {
            database.migrate("pipeline", LocalRun.class.getClassLoader());
            RunStore store = new RunStore();
            DialectPlans plans =
                    plans(
                            () -> "http://localhost",
                            new KeptFiles(
                                    database,
                                    new YieldStore(),
                                    Blobs.temporary(state.resolve("blobs"))));
            List<LocalPlan> planned = new ArrayList<>();
            for (NewRun run : wanted) {
                database.write(tx -> store.add(tx, run))
                        .ifPresent(row -> planned.add(LocalPlan.of(row, plans.material(row))));
            }
            return planned;
        } finally {
            delete(state);
        }
    }

    /**
     * What the workflows ask for and Duru does otherwise, by place.
     *
     * @throws ProblemException USER when no workflow fits
     */
    public List<Problem> notes() {
        return workflows.runs().stream()
                .filter(run -> WorkflowFiles.isWorkflow(run.workflow()))
                .flatMap(run -> Compatibility.of(run.workflow(), run.source()).stream())
                .toList();
    }

    /** Where a user's fetched actions are kept, as the XDG base directories say. */
    private static Path actionFolder() {
        return caches().resolve("actions");
    }

    /** Where tools come from, by the server's settings as environment variables. */
    private static Vendors.Settings tools() {
        Map<String, String> environment = System.getenv();
        Vendors.Settings usual = Vendors.Settings.DEFAULT;
        return new Vendors.Settings(
                environment.getOrDefault("DURU_TOOLS_NODE", usual.node()),
                environment.getOrDefault("DURU_TOOLS_JAVA", usual.java()),
                environment.getOrDefault("DURU_TOOLS_GO", usual.go()));
    }

    static Path caches() {
        String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path root =
                caches.startsWith("/")
                        ? Path.of(caches)
                        : Path.of(System.getProperty("user.home", "/tmp"), ".cache");
        return root.resolve("duru");
    }

    private Called called(RunRow run, Home home, String ref) {
        RemoteWorkflows remote = new RemoteWorkflows(actions);
        if (!ref.startsWith("./")) {
            return remote.find(run, RemoteWorkflows.parse(ref));
        }
        if (!home.repository().equals(run.project().toString())) {
            return remote.beside(run, home, ref.substring(2));
        }
        Path file = folder.resolve(ref.substring(2)).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            throw ProblemException.notFound("there is no file " + ref + " in " + folder);
        }
        return new Called(home, ref.substring(2), LocalWorkflows.read(file));
    }

    /**
     * Not below {@code /tmp} where there is another place: each job has a {@code /tmp} of its own,
     * and on many machines it takes memory.
     */
    private static Path temporary() {
        Path usual = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        Path large = Path.of("/var/tmp");
        Path place = usual.equals(Path.of("/tmp")) && Files.isWritable(large) ? large : usual;
        try {
            return Files.createTempDirectory(place, "duru-run").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tries again where a job's folder is being cleared at the same time. */
    private static void delete(Path state) {
        for (int tries = 1; Files.exists(state); tries++) {
            try {
                Folders.delete(state);
            } catch (IOException | UncheckedIOException e) {
                if (tries == 10) {
                    IOException cause = e instanceof IOException io ? io : new IOException(e);
                    throw new UncheckedIOException("the temporary folder stays behind", cause);
                }
            }
        }
    }
}

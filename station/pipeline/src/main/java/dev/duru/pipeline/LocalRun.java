package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.builtin.Builtins;
import dev.duru.pipeline.engine.ActionKit;
import dev.duru.pipeline.engine.Engine;
import dev.duru.pipeline.engine.EngineParts;
import dev.duru.pipeline.engine.EngineSetup;
import dev.duru.pipeline.engine.PlanSource.Called;
import dev.duru.pipeline.engine.PlanSource.Home;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.reports.TestReports;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code duru run}: the workflows of a folder, run by the same engine as on the server, without
 * one. State lives in a temporary folder that is gone at the end.
 */
public final class LocalRun {

    /**
     * What to run.
     *
     * @param folder the working tree
     * @param event such as {@code push} or {@code workflow_dispatch}
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
            Gitlab gitlab) {

        public Options(
                Path folder,
                String event,
                Optional<String> workflow,
                List<String> jobs,
                Map<String, String> inputs,
                Map<String, String> secrets,
                Map<String, String> environment,
                boolean inPlace,
                ProjectName project) {
            this(
                    folder,
                    event,
                    workflow,
                    jobs,
                    inputs,
                    secrets,
                    environment,
                    inPlace,
                    project,
                    Gitlab.PLAIN);
        }

        /** With what only GitLab's pipelines have. */
        public Options with(Gitlab value) {
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
                    value);
        }

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
                    new ProjectName("local", "project"));
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

    /** Is told what happens; all calls come from the thread that called {@link #run}. */
    public interface Listener {
        /** Something moved: all runs as they are now. At most ten times a second. */
        void changed(List<RunView> runs);

        /** A job printed a line. */
        void line(String job, LogLine line);
    }

    private final Options options;
    private final ActionLibrary actions;
    private final Path folder;

    /** Actions of other repositories come from where the process's environment says. */
    public LocalRun(Options options) {
        this(
                options,
                new ActionLibrary(
                        actionFolder(), ActionSettings.of(System.getenv()), OwnActions.NONE));
    }

    public LocalRun(Options options, ActionLibrary actions) {
        this.options = options;
        this.actions = actions;
        this.folder = options.folder().toAbsolutePath().normalize();
    }

    /**
     * Runs to the end. Interrupting the thread cancels all runs, waits for their end and leaves the
     * thread interrupted.
     *
     * @return all runs, ended
     * @throws ProblemException USER when no workflow fits, or a file is wrong
     */
    public List<RunView> run(Listener listener) {
        List<NewRun> wanted = workflows();
        Path state = temporary();
        try (Database database = Database.open(state.resolve("run.db"), InstantSource.system())) {
            database.migrate("pipeline", LocalRun.class.getClassLoader());
            RunStore store = new RunStore();
            Blobs blobs = Blobs.open(state.resolve("blobs"));
            try (LocalServices services = new LocalServices(state, database, blobs);
                    Engine engine = engine(state, database, blobs, services)) {
                engine.start();
                List<RunRow> runs = new ArrayList<>();
                for (NewRun run : wanted) {
                    database.write(tx -> store.add(tx, run)).ifPresent(runs::add);
                }
                runs.forEach(engine::enqueue);
                return new LocalWatch(engine, database, store, listener)
                        .untilEnded(runs.stream().map(RunRow::id).toList());
            }
        } finally {
            delete(state);
        }
    }

    private Engine engine(Path state, Database database, Blobs blobs, LocalServices services) {
        YieldStore yields = new YieldStore();
        WorkflowPlans workflows =
                new WorkflowPlans(
                        services::url,
                        new WorkflowPlans.Surroundings(
                                WorkflowPlans.OfEnvironment.always(options.secrets()),
                                WorkflowPlans.OfEnvironment.always(Map.of()),
                                this::called,
                                options.inPlace() ? Optional.of(folder) : Optional.empty(),
                                options.jobs()));
        DialectPlans plans =
                new DialectPlans(
                        workflows,
                        new LocalPipelines(options, folder)
                                .plans(new KeptFiles(database, yields, blobs)));
        EngineSetup setup =
                EngineSetup.of(state, InstantSource.system()).local(true, options.environment());
        return new Engine(
                setup,
                new EngineParts(
                                database,
                                new RunStore(),
                                plans,
                                new Sandboxes(),
                                Builtins.all(
                                        new LocalCheckout(folder, options.project(), actions),
                                        database,
                                        yields,
                                        blobs),
                                List.of(new TestReports(database, yields)))
                        .withActions(new ActionKit(actions, new NodePrograms(new Toolchains())))
                        .withGrants(services.grants()));
    }

    /** Where a user's fetched actions are kept, as the XDG base directories say. */
    private static Path actionFolder() {
        String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path root =
                caches.startsWith("/")
                        ? Path.of(caches)
                        : Path.of(System.getProperty("user.home", "/tmp"), ".cache");
        return root.resolve("duru").resolve("actions");
    }

    private Called called(RunRow run, Home home, String ref) {
        if (!ref.startsWith("./")) {
            throw ProblemException.user(
                    "workflows of other repositories are called on the server only");
        }
        Path file = folder.resolve(ref.substring(2)).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            throw ProblemException.notFound("there is no file " + ref + " in " + folder);
        }
        return new Called(home, ref.substring(2), read(file));
    }

    private List<NewRun> workflows() {
        List<Path> files = options.workflow().map(this::chosen).orElseGet(this::all);
        LocalCommit commit = LocalCommit.of(folder);
        Obj payload = payload(commit);
        List<NewRun> runs = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Path file : files) {
            String shown =
                    file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
            String text = read(file);
            if (PipelineFiles.isPipeline(shown)) {
                runs.add(new LocalPipelines(options, folder).run(shown, text, commit, payload));
                continue;
            }
            Parsed<Workflow> parsed = GithubActions.parse(shown, text);
            boolean starts = true;
            if (parsed.isUsable() && options.workflow().isEmpty()) {
                var decision =
                        GithubActions.matches(
                                parsed.tree().orElseThrow(),
                                new Event(options.event(), commit.ref(), null, payload));
                starts = decision.starts();
                reasons.add(shown + ": " + decision.why());
            }
            if (starts) {
                runs.add(newRun(shown, text, parsed, commit, payload));
            }
        }
        if (runs.isEmpty()) {
            throw ProblemException.user(
                    files.isEmpty()
                            ? "there is no workflow in "
                                    + WorkflowFiles.FOLDER
                                    + " and no "
                                    + GitlabCi.FILE
                            : "the event '"
                                    + options.event()
                                    + "' starts no workflow:\n"
                                    + String.join("\n", reasons));
        }
        return runs;
    }

    private NewRun newRun(
            String shown, String text, Parsed<Workflow> parsed, LocalCommit commit, Obj payload) {
        String name = parsed.tree().map(Workflow::title).orElse(shown);
        return new NewRun(
                options.project(),
                commit.id(),
                commit.ref(),
                options.event(),
                Json.write(payload),
                Json.write(Obj.ofTexts(options.inputs())),
                shown,
                text,
                name,
                commit.title(),
                System.getProperty("user.name", "local"),
                "local:" + shown);
    }

    private Obj payload(LocalCommit commit) {
        if (options.event().equals("workflow_dispatch")) {
            return Payloads.dispatch(
                    options.project(),
                    commit.ref(),
                    options.workflow().orElse(""),
                    Obj.ofTexts(new LinkedHashMap<>(options.inputs())));
        }
        String user = System.getProperty("user.name", "local");
        return Payloads.push(
                options.project(),
                commit.ref(),
                "",
                new Payloads.Commit(commit.id(), commit.title(), user, Instant.now()),
                user);
    }

    private List<Path> chosen(String name) {
        for (Path candidate :
                List.of(folder.resolve(name), folder.resolve(WorkflowFiles.FOLDER + name))) {
            if (Files.isRegularFile(candidate)) {
                return List.of(candidate);
            }
        }
        throw ProblemException.user("there is no workflow '" + name + "' in " + folder);
    }

    private List<Path> all() {
        List<Path> files = new ArrayList<>();
        Path workflows = folder.resolve(WorkflowFiles.FOLDER);
        if (Files.isDirectory(workflows)) {
            try (Stream<Path> inside = Files.list(workflows)) {
                inside.filter(file -> WorkflowFiles.isWorkflow(folder.relativize(file).toString()))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Path pipeline = folder.resolve(GitlabCi.FILE);
        if (Files.isRegularFile(pipeline)) {
            files.add(pipeline);
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e.getMessage());
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("duru-run").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path state) {
        try {
            Archives.deleteTree(state);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder stays behind", e);
        }
    }
}

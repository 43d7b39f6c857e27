package dev.duru.app.cli;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duru run}. */
@Command(
        name = "run",
        description = {
            "Runs the CI files of the repository in the current folder, here and without a server, with"
                    + " the same engine.",
            "Jobs see a copy of the folder, uncommitted changes included. Ends with 0 when all jobs"
                    + " passed."
        })
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "WORKFLOW",
            description = "One file, such as ci.yml (default: all that the event starts).")
    private @Nullable String workflow;

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            defaultValue = "push",
            description = "The event that starts it (default: ${DEFAULT-VALUE}).")
    private String event = "push";

    @Option(
            names = {"-j", "--job"},
            paramLabel = "JOB",
            description = "Only this job and what it needs; may be given again.")
    private List<String> jobs = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "NAME=VALUE",
            description = "An input of a workflow_dispatch.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            paramLabel = "NAME[=VALUE]",
            description = "A secret; without a value it comes from the environment.")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable for all steps.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--variable",
            paramLabel = "NAME=VALUE",
            description = "GitLab: a variable of the pipeline, which wins over those of the file.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(
            names = "--manual",
            paramLabel = "JOB",
            description = "GitLab: run this manual job too; may be given again.")
    private List<String> manual = new ArrayList<>();

    @Option(
            names = "--alone",
            description = "GitLab: run the jobs of --job without what they need.")
    private boolean alone;

    @Option(
            names = "--in-place",
            description = "Run in the folder itself instead of in a copy of it.")
    private boolean inPlace;

    @Option(names = "--json", description = "Print the runs and their jobs as JSON at the end.")
    private boolean json;

    @Option(names = "--dir", paramLabel = "DIR", description = "The folder (default: this one).")
    private Path folder = Path.of("");

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        RunScreen screen = new RunScreen(surroundings, json);
        List<RunView> runs = withInterrupts(() -> new LocalRun(options()).run(screen));
        screen.finish(runs);
        if (json) {
            surroundings.out().println(Json.write(runs.stream().map(RunCommand::fields).toList()));
        }
        boolean passed =
                runs.stream()
                        .map(view -> view.run().state())
                        .allMatch(state -> state == State.SUCCESS || state == State.SKIPPED);
        return passed ? 0 : 1;
    }

    /** Ctrl-C cancels the jobs, and the process ends when they have. */
    private static List<RunView> withInterrupts(Callable<List<RunView>> work) {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            worker.interrupt();
                            try {
                                ended.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "cancel");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending: the hook is what waited for us
            }
        }
    }

    private LocalRun.Options options() {
        return new LocalRun.Options(
                        surroundings.folder().resolve(folder),
                        event,
                        Optional.ofNullable(workflow),
                        jobs,
                        inputs,
                        secretValues(),
                        environment,
                        inPlace,
                        new ProjectName("local", name()))
                .with(new LocalRun.Gitlab(manual, alone, variables));
    }

    private Map<String, String> secretValues() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String secret : secrets) {
            int equals = secret.indexOf('=');
            String name = equals < 0 ? secret : secret.substring(0, equals);
            String value =
                    equals < 0
                            ? surroundings.environment().get(secret)
                            : secret.substring(equals + 1);
            if (value == null) {
                throw new WrongUsage("the secret " + name + " is not in the environment");
            }
            values.put(name, value);
        }
        return values;
    }

    private String name() {
        Path last =
                surroundings.folder().resolve(folder).toAbsolutePath().normalize().getFileName();
        String name =
                String.valueOf(last)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return name.isEmpty() || name.length() > 60 ? "project" : name;
    }

    private static Map<String, Object> fields(RunView view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workflow", view.run().workflow());
        fields.put("name", view.run().name());
        fields.put("state", view.run().state().word());
        fields.put("message", view.run().message());
        fields.put(
                "jobs",
                view.jobs().stream()
                        .map(job -> {
                            Map<String, Object> of = new LinkedHashMap<>();
                            of.put("key", job.row().key());
                            of.put("name", job.row().name());
                            of.put("state", job.row().state().word());
                            of.put("message", job.row().message());
                            of.put(
                                    "steps",
                                    job.steps().stream()
                                            .map(step ->
                                                    Map.of(
                                                            "name", step.name(),
                                                            "state", step.state().word(),
                                                            "exitCode", step.exitCode()))
                                            .toList());
                            return of;
                        })
                        .toList());
        return fields;
    }
}

package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.LocalPlan;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    private static final Duration QUIET = Duration.ofMillis(300);

    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "WORKFLOW",
            description = "One file, such as ci.yml (default: all that the event starts).")
    private @Nullable String workflow;

    @Mixin private RunOptions chosen = new RunOptions();

    @Option(
            names = "--watch",
            description = "Run again whenever a file changes; what still runs is cancelled.")
    private boolean watch;

    @Option(names = "--dry-run", description = "Print what would run, and run nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the runs and their jobs as JSON at the end.")
    private boolean json;

    @Option(names = "--dir", paramLabel = "DIR", description = "The folder (default: this one).")
    private Path folder = Path.of("");

    RunCommand(Surroundings surroundings) {
        this(surroundings, null);
    }

    /** As if it had been given this file, or none, and no options. */
    RunCommand(Surroundings surroundings, @Nullable String workflow) {
        this.surroundings = surroundings;
        this.workflow = workflow;
    }

    @Override
    public Integer call() {
        if (watch && (dryRun || chosen.inPlace())) {
            throw new WrongUsage(
                    "--watch goes with neither --dry-run nor --in-place, whose jobs change the"
                            + " folder that is watched");
        }
        if (dryRun) {
            return print(new LocalRun(options()).plan());
        }
        if (watch) {
            withInterrupts(() -> {
                untilInterrupted();
                return List.of();
            });
            return 0;
        }
        return withInterrupts(() -> List.of(once())).getFirst() ? 0 : 1;
    }

    /** Runs it; whether all passed. */
    private boolean once() {
        LocalRun run = new LocalRun(options());
        run.notes().forEach(note -> surroundings.err().println(note));
        RunScreen screen = new RunScreen(surroundings, json);
        List<RunView> runs = run.run(screen);
        screen.finish(runs);
        if (json) {
            surroundings.out().println(Json.write(runs.stream().map(RunCommand::fields).toList()));
        }
        return runs.stream()
                .map(view -> view.run().state())
                .allMatch(state -> state == State.SUCCESS || state == State.SKIPPED);
    }

    /** Runs it, and again after each change, until the thread is interrupted. */
    private void untilInterrupted() {
        try (FolderWatch changes = new FolderWatch(folder().toAbsolutePath().normalize())) {
            while (true) {
                Thread running = Thread.ofPlatform().name("run").start(this::onceOrSay);
                try {
                    Set<String> changed = changes.await(QUIET);
                    surroundings.err().println("changed: " + summary(changed) + "; runs again");
                } finally {
                    // The jobs get their time to end, and nothing is left behind.
                    running.interrupt();
                    running.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file that is wrong for a moment does not end the watch. */
    private void onceOrSay() {
        try {
            once();
        } catch (ProblemException | WrongUsage e) {
            surroundings.err().println("duru: " + e.getMessage());
        }
        if (!Thread.currentThread().isInterrupted()) {
            surroundings.err().println("waiting for changes; Ctrl-C ends it");
        }
    }

    private static String summary(Set<String> changed) {
        String first = changed.stream().limit(3).collect(Collectors.joining(", "));
        return changed.size() > 3 ? first + " and " + (changed.size() - 3) + " more" : first;
    }

    private int print(List<LocalPlan> plans) {
        if (json) {
            surroundings.out().println(Json.write(plans.stream().map(RunCommand::fields).toList()));
            return 0;
        }
        for (LocalPlan plan : plans) {
            surroundings
                    .out()
                    .println(plan.workflow() + ": " + plan.name() + " on " + plan.event());
            for (LocalPlan.Entry job : plan.jobs()) {
                String needs =
                        job.needs().isEmpty() ? "" : " after " + String.join(", ", job.needs());
                String when = job.condition().isEmpty() ? "" : " if " + job.condition();
                surroundings.out().println("  " + job.name() + needs + when);
                job.steps().forEach(step -> surroundings.out().println("    " + step));
            }
        }
        return 0;
    }

    private static Map<String, Object> fields(LocalPlan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workflow", plan.workflow());
        fields.put("name", plan.name());
        fields.put("event", plan.event());
        fields.put(
                "jobs",
                plan.jobs().stream()
                        .map(job -> {
                            Map<String, Object> of = new LinkedHashMap<>();
                            of.put("key", job.key());
                            of.put("name", job.name());
                            of.put("needs", job.needs());
                            of.put("if", job.condition());
                            of.put("steps", job.steps());
                            return of;
                        })
                        .toList());
        return fields;
    }

    /** Ctrl-C cancels the jobs, and the process ends when they have. */
    private static <T> List<T> withInterrupts(Callable<List<T>> work) {
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

    private Path folder() {
        return surroundings.folder().resolve(folder);
    }

    private LocalRun.Options options() {
        return chosen.of(folder(), surroundings.folder(), workflow, surroundings.environment());
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

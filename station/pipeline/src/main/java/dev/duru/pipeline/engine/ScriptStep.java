package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.compile.Shells;
import dev.duru.dialects.plan.Shell;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.OwnFiles;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.log.WorkflowCommand;
import dev.duru.pipeline.sandbox.Commands;
import dev.duru.pipeline.sandbox.StepHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Runs a process as a step: a script, or the program of an action. */
final class ScriptStep {
    private final JobScope scope;
    private final StepHost host;
    private final AtomicInteger sequence;

    /**
     * Runs processes.
     *
     * @param sequence numbers the files of the job's steps
     */
    ScriptStep(JobScope scope, StepHost host, AtomicInteger sequence) {
        this.scope = scope;
        this.host = host;
        this.sequence = sequence;
    }

    StepRunner.Performed run(Step.Run step, StepRunner.Place place) {
        Shell shell = Expressions.shell(step.shell(), place.contexts());
        if (host.hasOwnPrograms()) {
            shell = Shells.plain(shell);
        }
        String body = Expressions.text(step.body(), place.contexts());
        Path folder = folder(step, place);
        Path script =
                scope.folders()
                        .commands()
                        .resolve("script_" + sequence.getAndIncrement() + shell.extension());
        List<String> argv = shell.command(script.toString());
        boolean plain = shell.talk() == Shell.Talk.NONE;
        if (!plain) {
            header(place.number(), body, argv, place.env());
        }
        try {
            OwnFiles.write(script, shell.prologue() + body + shell.epilogue());
            Process process =
                    new Process(
                            argv,
                            folder,
                            Map.of(),
                            step.head().src().toString(),
                            (name, value) -> {});
            StepRunner.Performed performed =
                    plain ? plain(process, place) : process(process, place);
            Files.deleteIfExists(script);
            return performed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script whose output means nothing but what people read in it. */
    private StepRunner.Performed plain(Process process, StepRunner.Place place) {
        Map<String, String> environment =
                scope.processEnvironment(place.frame(), place.env(), process.own());
        OutputFilter filter = OutputFilter.plain(scope.log(), scope.masker(), place.number());
        List<String> argv = new ArrayList<>(host.entrypoint());
        argv.addAll(process.argv());
        int code = host.run(new Commands(argv, environment, process.folder()), filter);
        StepOutcome outcome =
                code == 0
                        ? StepOutcome.SUCCESS
                        : new StepOutcome(StepOutcome.Kind.FAILURE, code, exit(code));
        return new StepRunner.Performed(outcome, Obj.empty());
    }

    /** The step as people see it in the log: what runs, with which shell and variables. */
    private void header(int number, String body, List<String> argv, Map<String, String> env) {
        String shown = scope.masker().mask(body).stripTrailing();
        scope.log().append(number, Kind.GROUP, "Run " + shown.lines().findFirst().orElse(""));
        scope.log().append(number, Kind.COMMAND, shown);
        scope.log().append(number, Kind.OUTPUT, "shell: " + shown(argv));
        env.forEach((name, value) ->
                scope.log()
                        .append(
                                number,
                                Kind.OUTPUT,
                                "env: " + name + "=" + scope.masker().mask(value)));
        scope.log().append(number, Kind.END_GROUP, "");
    }

    private String shown(List<String> argv) {
        return String.join(" ", argv.stream().map(scope.paths()::inside).toList());
    }

    private Path folder(Step.Run step, StepRunner.Place place) {
        Path workspace = scope.folders().workspace();
        if (step.workdir().isUnset()) {
            return workspace;
        }
        String name = scope.paths().outside(Expressions.text(step.workdir(), place.contexts()));
        Path folder = workspace.resolve(name).normalize();
        if (folder.startsWith(workspace) && !Files.isDirectory(folder)) {
            throw ProblemException.user(
                    "working-directory '"
                            + name
                            + "' does not exist in the workspace"
                            + (Files.exists(workspace.resolve(".git"))
                                    ? ""
                                    : "; is a checkout step missing?"));
        }
        return folder;
    }

    /**
     * A process to run.
     *
     * @param own variables of its own
     * @param place where the CI file asks for it
     * @param state takes what it writes to {@code GITHUB_STATE}
     */
    record Process(
            List<String> argv,
            Path folder,
            Map<String, String> own,
            String place,
            BiConsumer<String, String> state) {}

    /** Runs a process where the job's steps run. */
    StepRunner.Performed process(Process process, StepRunner.Place place) {
        return process(process, place, host);
    }

    /** Runs a process in a place of its own, which knows nothing of the job's search path. */
    StepRunner.Performed process(Process process, StepRunner.Place place, StepHost at) {
        FileCommands files =
                new FileCommands(scope.folders().commands(), sequence.getAndIncrement());
        Map<String, String> own = new java.util.LinkedHashMap<>(process.own());
        own.putAll(files.variables());
        Map<String, String> environment = scope.processEnvironment(place.frame(), place.env(), own);
        if (at != host) {
            host.environment().keySet().forEach(environment::remove);
        }
        List<String> argv = present(process.argv(), environment.getOrDefault("PATH", ""), at);
        Effects effects = new Effects(place, environment, process.state());
        scope.remarks().begin();
        OutputFilter filter =
                new OutputFilter(scope.log(), scope.masker(), place.number(), effects);
        int code = at.run(new Commands(argv, environment, process.folder()), filter);
        boolean wellFormed = true;
        String message = effects.failure;
        try {
            apply(files, effects, place);
        } catch (ProblemException e) {
            wellFormed = false;
            message = process.place() + ": " + e.detail();
        } finally {
            files.delete();
        }
        if (code != 0) {
            return new StepRunner.Performed(
                    new StepOutcome(StepOutcome.Kind.FAILURE, code, exit(code)),
                    effects.outputs.build());
        }
        boolean good = wellFormed && message.isEmpty();
        return new StepRunner.Performed(
                good ? StepOutcome.SUCCESS : StepOutcome.failed(message), effects.outputs.build());
    }

    /**
     * The command line with a program that is there: Debian and others know Python by the name
     * {@code python3} only, and workflows ask for {@code python}.
     */
    private static List<String> present(List<String> argv, String path, StepHost at) {
        String program = argv.getFirst();
        if (at.has(program, path)) {
            return argv;
        }
        if (program.equals("python") && at.has("python3", path)) {
            List<String> other = new ArrayList<>(argv);
            other.set(0, "python3");
            return other;
        }
        throw ProblemException.resource(
                "'"
                        + program
                        + "' is not installed on this machine (looked in "
                        + path
                        + "); install it or choose another shell");
    }

    private static String exit(int code) {
        String hint =
                switch (code) {
                    case 126 -> " (it could not be executed)";
                    case 127 -> " (a command was not found)";
                    case 130 -> " (interrupted)";
                    case 137 -> " (killed; perhaps memory ran out)";
                    case 153 -> " (a file became larger than jobs.disk allows)";
                    case 139 -> " (segmentation fault)";
                    case 143 -> " (terminated)";
                    default -> "";
                };
        return "the step ended with exit code " + code + hint;
    }

    private void apply(FileCommands files, Effects effects, StepRunner.Place place) {
        files.output().forEach(effects::output);
        files.state().forEach(effects::state);
        files.env().forEach(effects::env);
        files.path().forEach(scope::addPath);
        scope.summarize(files.summary());
    }

    /** What commands of a step change. */
    private final class Effects implements OutputFilter.Obey {
        private final StepRunner.Place place;
        private final Map<String, String> environment;
        private final BiConsumer<String, String> state;
        private final Obj.Builder outputs = Obj.builder();
        private String failure = "";

        Effects(
                StepRunner.Place place,
                Map<String, String> environment,
                BiConsumer<String, String> state) {
            this.place = place;
            this.state = state;
            this.environment = environment;
        }

        @Override
        public void output(String name, String value) {
            if (name.isEmpty()) {
                fail("set-output needs a name");
                return;
            }
            outputs.put(name, Value.of(value));
        }

        @Override
        public void state(String name, String value) {
            state.accept(name, value);
        }

        @Override
        public void env(String name, String value) {
            if (!scope.export(name, value)) {
                scope.log()
                        .append(
                                place.number(),
                                Kind.WARNING,
                                "the variable '"
                                        + name
                                        + "' cannot be set by a step; it was left as it is");
            }
        }

        @Override
        public void path(String folder) {
            scope.addPath(folder);
        }

        @Override
        public void annotate(WorkflowCommand command, long logLine) {
            scope.remarks().add(place.number(), command, logLine);
        }

        @Override
        public Optional<WorkflowCommand> problem(String line) {
            return scope.remarks().problem(line, this::warn);
        }

        @Override
        public void matcher(WorkflowCommand command) {
            String wrong = scope.remarks().matcher(command);
            if (!wrong.isEmpty()) {
                warn(wrong);
            }
        }

        private void warn(String message) {
            scope.log().append(place.number(), Kind.WARNING, scope.masker().mask(message));
        }

        @Override
        public boolean unsecureAllowed() {
            return "true"
                    .equalsIgnoreCase(
                            environment.getOrDefault("ACTIONS_ALLOW_UNSECURE_COMMANDS", ""));
        }

        @Override
        public void fail(String message) {
            scope.log().append(place.number(), Kind.ERROR, message);
            failure = message;
        }
    }
}

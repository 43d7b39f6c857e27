package dev.duru.pipeline.engine;

import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.log.WorkflowCommand;
import dev.duru.pipeline.state.RunRow;
import dev.duru.yaml.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A step that the engine does itself: its arguments, and what it can do to the job. */
public final class BuiltinCall {
    private JobScope scope;
    private int step;
    private final String action;
    private final Position position;
    private final Map<String, String> inputs;
    private final Map<String, String> environment;
    private final Consumer<Runnable> posts;
    private Program program;
    private final Obj.Builder outputs = Obj.builder();

    /** What surrounds a call. */
    record Around(
            int step, Map<String, String> environment, Consumer<Runnable> posts, Program program) {}

    /** Runs a program where the job's steps run. */
    @FunctionalInterface
    interface Program {
        /**
         * Runs it to its end, as part of a step.
         *
         * @return its exit code
         */
        int run(int step, List<String> argv, Path folder);
    }

    BuiltinCall(
            JobScope scope,
            Around around,
            String action,
            Position position,
            Map<String, String> inputs) {
        this.scope = scope;
        this.step = around.step();
        this.environment = around.environment();
        this.posts = around.posts();
        this.program = around.program();
        this.action = action;
        this.position = position;
        this.inputs = inputs;
    }

    /** The action as the file names it. */
    public String action() {
        return action;
    }

    /** Where the step stands in the CI file. */
    public Position position() {
        return position;
    }

    /**
     * An input by its name in any case, or {@code ""}. A path of the job's container is put as this
     * machine calls it, line by line.
     */
    public String input(String name) {
        String text = inputs.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
        return text.lines().map(scope.paths()::outside).collect(Collectors.joining("\n"));
    }

    public String input(String name, String otherwise) {
        String value = input(name);
        return value.isEmpty() ? otherwise : value;
    }

    /** Whether an input is {@code true}. */
    public boolean flag(String name, boolean otherwise) {
        return Boolean.parseBoolean(input(name, Boolean.toString(otherwise)));
    }

    /** A variable of the step. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    public RunRow run() {
        return scope.run();
    }

    public long jobId() {
        return scope.jobId();
    }

    public Path workspace() {
        return scope.folders().workspace();
    }

    public Path home() {
        return scope.folders().home();
    }

    /** What stands before the names of the nodes of the job's workflow in the whole run. */
    public String nodePrefix() {
        return scope.prefix();
    }

    /** What the job has printed so far. */
    public LogFile printed() {
        return scope.log().written();
    }

    /**
     * Keeps a remark about a place in a file.
     *
     * @param level {@code error}, {@code warning} or {@code notice}
     */
    public void remark(String level, String file, long line, String title, String text) {
        Map<String, String> place =
                Map.of("file", file, "line", Long.toString(line), "title", title);
        scope.remarks().add(step, new WorkflowCommand(level, place, text), 0);
    }

    /** The job's {@code RUNNER_TOOL_CACHE}. */
    public Path toolCache() {
        return scope.folders().tools();
    }

    public Path temp() {
        return scope.folders().temp();
    }

    /** Where files of the job may lie. */
    public List<Path> ownFolders() {
        return scope.folders().own();
    }

    /**
     * Runs a program where the job's steps run, with their variables; its output goes to the log.
     *
     * @return its exit code
     * @throws dev.duru.kernel.ProblemException RESOURCE when it is not installed there
     */
    public int run(List<String> argv, Path folder) {
        return program.run(step, argv, folder);
    }

    /** The job's own token, or {@code ""}. */
    public String token() {
        return scope.token();
    }

    /** From now on the log does not show a text. */
    public void hide(String text) {
        scope.masker().add(text);
    }

    /** How a path of this machine is called where the job's steps run. */
    public String inside(Path path) {
        return scope.paths().inside(path.toString());
    }

    public boolean cancelled() {
        return scope.cancelled();
    }

    /** Whether everything in the job went well so far; for what is done at its end. */
    public boolean jobSucceeded() {
        return !scope.failed() && !scope.cancelled();
    }

    /** Writes a line into the log. */
    public void say(String text) {
        scope.log().append(step, Kind.OUTPUT, scope.masker().mask(text));
    }

    public void warn(String text) {
        scope.log().append(step, Kind.WARNING, scope.masker().mask(text));
    }

    public void output(String name, String value) {
        outputs.put(name, Value.of(value));
    }

    /** Gives the variables of a GitLab dotenv report, {@code NAME=value} lines, to later jobs. */
    public void giveDotenv(String node, String lines) {
        scope.carried().give(Dotenv.OUTPUT + node, lines);
    }

    /** Sets a variable for the steps after this one. */
    public void export(String name, String value) {
        scope.export(name, value);
    }

    /** Puts a folder at the front of the search path of the steps after this one. */
    public void addPath(String folder) {
        scope.addPath(folder);
    }

    /**
     * Registers problem matchers for the steps after this one.
     *
     * @param json as the file of a problem matcher
     */
    public void match(String json) {
        scope.remarks().register(json);
    }

    /** Something to do when the job's steps are done; the last one asked for comes first. */
    public void atEnd(Runnable action) {
        posts.accept(action);
    }

    /** What it does from now on belongs to another step: the job's end has come. */
    void goOnAs(JobScope ending, int number, Program ran) {
        scope = ending;
        step = number;
        program = ran;
    }

    Obj outputs() {
        return outputs.build();
    }
}

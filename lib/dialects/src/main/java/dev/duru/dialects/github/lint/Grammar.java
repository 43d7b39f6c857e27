package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.lint.Shape.Condition;
import dev.duru.dialects.github.lint.Shape.Either;
import dev.duru.dialects.github.lint.Shape.Flag;
import dev.duru.dialects.github.lint.Shape.Free;
import dev.duru.dialects.github.lint.Shape.Items;
import dev.duru.dialects.github.lint.Shape.Names;
import dev.duru.dialects.github.lint.Shape.Number;
import dev.duru.dialects.github.lint.Shape.Script;
import dev.duru.dialects.github.lint.Shape.Section;
import dev.duru.dialects.github.lint.Shape.Skip;
import dev.duru.dialects.github.lint.Shape.Text;
import dev.duru.dialects.github.lint.Shape.Texts;
import dev.duru.dialects.github.lint.Shape.Wanted;
import dev.duru.dialects.github.lint.Shape.Whole;
import dev.duru.dialects.github.lint.Shape.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shapes of all sections of a workflow. */
final class Grammar {
    private static final Shape SKIP = new Skip();
    private static final Text NOTE = new Text(Where.ANY, true);
    private static final Text LABEL = new Text(Where.ANY, false);

    /** The top level; triggers and jobs are walked on their own. */
    static final Section WORKFLOW =
            section(
                    "workflow",
                    false,
                    Map.of(
                            "name",
                            new Text(Where.NONE, true),
                            "description",
                            NOTE,
                            "run-name",
                            new Text(Where.RUN_NAME, false),
                            "on",
                            SKIP,
                            "permissions",
                            permissions(),
                            "env",
                            env(Where.ENV),
                            "defaults",
                            defaults(Where.ANY),
                            "concurrency",
                            concurrency(Where.CONCURRENCY),
                            "jobs",
                            SKIP));

    static final Section WEBHOOK = webhook("webhook");

    static final Section DISPATCH =
            section(
                    "workflow_dispatch",
                    true,
                    Map.of("inputs", new Names("inputs", true, dispatchInput())));

    static final Section REPOSITORY_DISPATCH =
            section(
                    "repository_dispatch",
                    true,
                    Map.of("types", new Texts("types", LABEL, true, false)));

    static final Section CALL =
            section(
                    "workflow_call",
                    true,
                    Map.of(
                            "inputs", new Names("inputs", true, callInput()),
                            "secrets", new Names("secrets", true, callSecret()),
                            "outputs", new Names("outputs", true, callOutput())));

    static final Section IMAGE_VERSION =
            section(
                    "image_version",
                    true,
                    Map.of(
                            "types", new Texts("types", LABEL, true, false),
                            "names", new Texts("names", LABEL, false, false),
                            "versions", new Texts("versions", LABEL, false, false)));

    static final Items SCHEDULE =
            new Items(
                    "schedule",
                    section(
                            "element of \"schedule\" section",
                            false,
                            Map.of("cron", LABEL, "timezone", LABEL)));

    /** A job; steps are walked on their own. */
    static final Section JOB = section("job", false, job());

    static final Section RUN_STEP = section("step to run shell command", false, runStep());
    static final Section USES_STEP = section("step to execute action", false, usesStep());

    /** A step whose input {@code script} is run. */
    static final Section SCRIPT_STEP = section("step to execute action", false, scriptStep());

    static final Section CONTROL_STEP = section("step about other steps", false, controlStep());

    private Grammar() {}

    /** A section in which expressions may stand as keys. */
    private static Section computed(String name, Where where, Map<String, Shape> keys) {
        return new Section(name, false, keys, where);
    }

    private static Section section(String name, boolean mayBeEmpty, Map<String, Shape> keys) {
        return new Section(name, mayBeEmpty, keys);
    }

    /** A webhook event under its own name. */
    static Section webhook(String event) {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("types", new Texts("types", LABEL, true, false));
        for (String filter : List.of("branches", "tags", "paths")) {
            keys.put(filter, new Texts(filter, LABEL, true, false));
            String ignore = filter + "-ignore";
            keys.put(ignore, new Texts(ignore, LABEL, true, false));
        }
        keys.put("workflows", new Texts("workflows", LABEL, true, false));
        return section(event, true, keys);
    }

    private static Shape dispatchInput() {
        return section(
                "inputs",
                true,
                Map.of(
                        "description",
                        NOTE,
                        "deprecationMessage",
                        NOTE,
                        "required",
                        new Flag(Where.ANY),
                        "default",
                        NOTE,
                        "type",
                        new Word(
                                "type of an input",
                                List.of("string", "number", "boolean", "choice", "environment")),
                        "options",
                        new Texts("options", LABEL, false, false)));
    }

    private static Shape callInput() {
        return section(
                "inputs at workflow_call event",
                true,
                Map.of(
                        "description",
                        NOTE,
                        "required",
                        new Flag(Where.ANY),
                        "default",
                        SKIP,
                        "type",
                        new Word("type of an input", List.of("boolean", "number", "string"))));
    }

    private static Shape callSecret() {
        return section(
                "secrets", true, Map.of("description", NOTE, "required", new Flag(Where.ANY)));
    }

    private static Shape callOutput() {
        return section(
                "outputs at workflow_call event",
                true,
                Map.of("description", NOTE, "value", new Text(Where.CALL_OUTPUT, false)));
    }

    private static Shape permissions() {
        return new Either(LABEL, null, new Names("permissions", true, LABEL));
    }

    private static Shape env(Where where) {
        return new Either(
                new Whole(where, "env", Wanted.OBJECT),
                null,
                new Names("env", false, new Text(where, true)));
    }

    private static Shape defaults(Where where) {
        Shape run =
                computed(
                        "run",
                        where == Where.ANY ? Where.NONE : where,
                        Map.of(
                                "shell", new Text(where, false),
                                "working-directory", new Text(where, false)));
        return section("defaults", false, Map.of("run", run));
    }

    private static Shape concurrency(Where where) {
        return new Either(
                new Text(where, false),
                null,
                section(
                        "concurrency",
                        false,
                        Map.of(
                                "group", new Text(where, false),
                                "cancel-in-progress", new Flag(where),
                                "queue", new Word("queue", List.of("single", "max")))));
    }

    private static Map<String, Shape> job() {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("name", new Text(Where.JOB, true));
        keys.put("needs", new Texts("needs", LABEL, true, false));
        keys.put("runs-on", runsOn());
        keys.put("permissions", permissions());
        keys.put("environment", SKIP);
        keys.put("concurrency", concurrency(Where.JOB));
        keys.put("outputs", SKIP);
        keys.put("env", env(Where.JOB_ENV));
        keys.put("defaults", defaults(Where.JOB_DEFAULTS));
        keys.put("if", new Condition(Where.JOB_IF));
        keys.put("steps", SKIP);
        keys.put("timeout-minutes", new Number(Where.JOB, "timeout-minutes", false));
        keys.put("cancel-timeout-minutes", new Number(Where.JOB, "cancel-timeout-minutes", false));
        keys.put("strategy", strategy());
        keys.put("continue-on-error", new Flag(Where.JOB));
        keys.put("container", new Either(new Text(Where.JOB, true), null, container()));
        keys.put(
                "services",
                new Either(
                        new Whole(Where.JOB, "services", Wanted.OBJECT),
                        null,
                        new Names(
                                "services",
                                false,
                                new Either(new Text(Where.JOB, true), null, service()))));
        keys.put("uses", new Text(Where.ANY, false));
        keys.put("with", new Names("with", false, new Text(Where.JOB, true)));
        keys.put(
                "secrets",
                new Either(
                        new Word("secrets", List.of("inherit")),
                        null,
                        new Names("secrets", false, new Text(Where.JOB_ENV, true))));
        keys.put("snapshot", snapshot());
        return keys;
    }

    private static Shape snapshot() {
        return new Either(
                LABEL,
                null,
                section(
                        "snapshot",
                        false,
                        Map.of(
                                "image-name", LABEL,
                                "version", LABEL,
                                "if", new Condition(Where.JOB))));
    }

    /** What is evaluated when all steps are done. */
    static final Shape ENVIRONMENT =
            new Either(
                    new Text(Where.JOB, true),
                    null,
                    section(
                            "environment",
                            false,
                            Map.of(
                                    "name", new Text(Where.JOB, false),
                                    "url", new Text(Where.ENVIRONMENT_URL, false),
                                    "deployment", new Flag(Where.JOB))));

    /** What is evaluated when all steps are done. */
    static final Shape OUTPUTS = new Names("outputs", false, new Text(Where.JOB_OUTPUT, true));

    private static Shape runsOn() {
        Text label = new Text(Where.JOB, false);
        Shape labels = new Texts("labels", label, true, false);
        Shape whole = new Whole(Where.JOB, "runs-on", Wanted.TEXT_OR_ARRAY);
        return new Either(
                new Either(whole, null, null),
                new Texts("runs-on", label, true, false),
                section(
                        "runs-on",
                        false,
                        Map.of(
                                "labels", new Either(whole, labels, null),
                                "group", new Text(Where.JOB, false))));
    }

    private static Shape strategy() {
        return new Either(
                new Whole(Where.STRATEGY, "strategy", Wanted.OBJECT),
                null,
                computed(
                        "strategy",
                        Where.STRATEGY,
                        Map.of(
                                "matrix", SKIP,
                                "fail-fast", new Flag(Where.STRATEGY),
                                "max-parallel", new Number(Where.STRATEGY, "max-parallel", true))));
    }

    private static Map<String, Shape> image(Where where) {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("image", new Text(where, false));
        keys.put(
                "credentials",
                new Either(
                        new Whole(Where.CREDENTIALS, "credentials", Wanted.OBJECT),
                        null,
                        section(
                                "credentials",
                                false,
                                Map.of(
                                        "username", new Text(Where.CREDENTIALS, false),
                                        "password", new Text(Where.CREDENTIALS, false)))));
        keys.put("env", env(Where.CONTAINER_ENV));
        keys.put("ports", new Texts("ports", new Text(where, false), false, true));
        keys.put("volumes", new Texts("volumes", new Text(where, false), false, true));
        keys.put("options", new Text(where, true));
        return keys;
    }

    private static Shape container() {
        return computed("container", Where.JOB, image(Where.JOB));
    }

    private static Shape service() {
        Map<String, Shape> keys = image(Where.JOB);
        keys.put("command", new Text(Where.JOB, true));
        keys.put("entrypoint", new Text(Where.JOB, true));
        return computed("services", Where.JOB, keys);
    }

    private static Map<String, Shape> step() {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("id", LABEL);
        keys.put("if", new Condition(Where.STEP_IF));
        keys.put("name", new Text(Where.STEP, true));
        keys.put("env", env(Where.STEP));
        keys.put("continue-on-error", new Flag(Where.STEP));
        keys.put("timeout-minutes", new Number(Where.STEP, "timeout-minutes", false));
        keys.put("background", new Flag(Where.STEP));
        return keys;
    }

    private static Map<String, Shape> runStep() {
        Map<String, Shape> keys = step();
        keys.put("run", new Script(Where.STEP));
        keys.put("shell", new Text(Where.ANY, false));
        keys.put("working-directory", new Text(Where.STEP, false));
        return keys;
    }

    private static Map<String, Shape> usesStep() {
        Map<String, Shape> keys = step();
        keys.put("uses", new Text(Where.NONE, false));
        keys.put(
                "with",
                new Either(
                        new Whole(Where.STEP, "with", Wanted.OBJECT),
                        null,
                        new Names("with", false, new Text(Where.STEP, true))));
        return keys;
    }

    private static Map<String, Shape> scriptStep() {
        Map<String, Shape> keys = usesStep();
        Map<String, Shape> with = new LinkedHashMap<>();
        with.put("script", new Script(Where.STEP));
        for (String input :
                List.of(
                        "github-token",
                        "debug",
                        "user-agent",
                        "previews",
                        "result-encoding",
                        "retries",
                        "retry-exempt-status-codes",
                        "base-url")) {
            with.put(input, new Text(Where.STEP, true));
        }
        keys.put("with", section("inputs of actions/github-script", false, with));
        return keys;
    }

    private static Map<String, Shape> controlStep() {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("id", LABEL);
        keys.put("name", new Text(Where.STEP, true));
        keys.put("wait", new Texts("wait", LABEL, true, false));
        keys.put("wait-all", SKIP);
        keys.put("cancel", LABEL);
        keys.put("parallel", SKIP);
        keys.put("continue-on-error", new Flag(Where.STEP));
        return keys;
    }

    /** A value of a matrix. */
    static final Shape MATRIX_VALUE = new Free(Where.STRATEGY);
}

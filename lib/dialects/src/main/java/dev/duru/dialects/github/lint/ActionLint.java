package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks an {@code action.yml}. */
public final class ActionLint {
    private static final Shape SKIP = new Shape.Skip();
    private static final Shape.Text NOTE = new Shape.Text(Where.NONE, true);
    private static final Shape.Section ACTION = action();
    private static final Shape.Section COMPOSITE = runs("steps");
    private static final Shape.Section SCRIPT = runs("main", "pre", "post", "pre-if", "post-if");
    private static final Shape.Section DOCKER =
            runs(
                    "image",
                    "args",
                    "env",
                    "entrypoint",
                    "pre-entrypoint",
                    "post-entrypoint",
                    "pre-if",
                    "post-if");
    private static final StepRules.Grammars STEPS =
            new StepRules.Grammars(inAction(Grammar.RUN_STEP), inAction(Grammar.USES_STEP));

    private final Problems problems;
    private final Scalars scalars;
    private final ShapeChecker shapes;

    private ActionLint(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems, new Scope());
        this.shapes = new ShapeChecker(problems, scalars);
    }

    /** Adds everything that is wrong with an action to {@code problems}. */
    public static void check(ActionSyntax action, Repository repository, Problems problems) {
        Tags.check(action.root(), problems);
        new ActionLint(problems).check(action, new LocalActions(repository));
    }

    private static Shape.Section action() {
        Map<String, Shape> input = new LinkedHashMap<>();
        for (String key : List.of("description", "deprecationMessage", "type")) {
            input.put(key, NOTE);
        }
        input.put("required", new Shape.Text(Where.NONE, true));
        input.put("default", new Shape.Text(Where.ACTION_INPUT_DEFAULT, true));
        Map<String, Shape> keys = new LinkedHashMap<>();
        for (String key : List.of("name", "author", "description")) {
            keys.put(key, NOTE);
        }
        keys.put(
                "inputs",
                new Shape.Names("inputs", true, new Shape.Section("an input", true, input)));
        keys.put("outputs", SKIP);
        keys.put("runs", SKIP);
        keys.put("branding", SKIP);
        return new Shape.Section("action", false, keys);
    }

    private static Shape.Section runs(String... keys) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("using", new Shape.Text(Where.NONE, false));
        for (String key : keys) {
            shapes.put(key, SKIP);
        }
        return new Shape.Section("runs", false, shapes);
    }

    /** The shape of a step in an action: secrets and needs are not there. */
    private static Shape.Section inAction(Shape.Section step) {
        Map<String, Shape> keys = new LinkedHashMap<>();
        step.keys()
                .forEach((key, shape) ->
                        keys.put(
                                key,
                                switch (shape) {
                                    case Shape.Text(Where where, boolean mayBeEmpty) ->
                                            new Shape.Text(inAction(where), mayBeEmpty);
                                    case Shape.Script _ -> new Shape.Script(Where.ACTION_STEP);
                                    case Shape.Condition _ -> new Shape.Condition(Where.ACTION_IF);
                                    default -> shape;
                                }));
        return new Shape.Section(step.name(), false, keys);
    }

    private static Where inAction(Where where) {
        return where == Where.STEP ? Where.ACTION_STEP : where;
    }

    private void check(ActionSyntax action, LocalActions local) {
        scalars.scope()
                .set(
                        "inputs",
                        Type.texts(
                                action.inputs().stream()
                                        .map(i -> i.name().text().toLowerCase(Locale.ROOT))
                                        .toList()));
        shapes.check(action.root(), ACTION);
        YamlNode runs = new Fields(action.root()).node("runs");
        if (!(runs instanceof YamlMap map) || action.using().isEmpty()) {
            problems.error(
                    runs == null ? action.root().position() : runs.position(),
                    ShapeChecker.RULE,
                    "the action does not say how it runs",
                    "add `runs:` with `using: composite` and `steps:`");
            return;
        }
        String using = action.using();
        boolean script = using.startsWith("node");
        boolean docker = using.equals("docker");
        if (!action.isComposite() && !script && !docker) {
            problems.error(
                    map.position(),
                    ShapeChecker.RULE,
                    "there is no way to run `" + using + "`",
                    "write composite, node24 or docker");
            return;
        }
        shapes.check(runs, action.isComposite() ? COMPOSITE : script ? SCRIPT : DOCKER);
        if (action.isComposite()) {
            steps(map, local);
        }
        outputs(action);
    }

    private void steps(YamlMap runs, LocalActions local) {
        YamlNode steps = new Fields(runs).node("steps");
        if (steps == null) {
            problems.error(
                    runs.position(), ShapeChecker.RULE, "the action has no `steps`", "add them");
            return;
        }
        if (!shapes.list("steps", steps, true)) {
            return;
        }
        StepRules rules = new StepRules(problems, shapes, scalars, local);
        for (YamlNode step : ((YamlList) steps).items()) {
            rules.check(step, RunnerRules.Os.UNKNOWN, STEPS);
            if (step instanceof YamlMap map
                    && map.entry("run").isPresent()
                    && map.entry("shell").isEmpty()) {
                problems.error(
                        map.position(),
                        ShapeChecker.RULE,
                        "the step of an action says no shell",
                        "add `shell: bash`");
            }
        }
    }

    private void outputs(ActionSyntax action) {
        for (ActionSyntax.Output output : action.outputs()) {
            YamlScalar value = output.value();
            if (value != null) {
                scalars.text(value, Where.ACTION_OUTPUT);
            } else if (action.isComposite()) {
                problems.error(
                        output.name().position(),
                        ShapeChecker.RULE,
                        "the output `" + output.name().text() + "` has no value",
                        "add `value:`");
            }
        }
    }
}

package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.compile.ActionRefs;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks steps in their order. */
final class StepRules {
    static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern OLD_COMMAND =
            Pattern.compile(
                    "::(save-state|set-output|set-env)\\s+name=[A-Za-z][A-Za-z_-]*::\\S"
                            + "|::(add-path)::\\S");

    private final Problems problems;
    private final ShapeChecker shapes;
    private final Scope scope;
    private final RunnerRules runners;
    private final ActionSource local;
    private final Map<String, YamlScalar> ids = new HashMap<>();

    StepRules(Problems problems, ShapeChecker shapes, Scalars scalars, ActionSource local) {
        this.problems = problems;
        this.shapes = shapes;
        this.scope = scalars.scope();
        this.runners = new RunnerRules(problems);
        this.local = local;
    }

    void check(YamlNode node, RunnerRules.Os os, Grammars grammars) {
        if (!(node instanceof YamlMap map) || map.isEmpty()) {
            shapes.entries("a step", node, false);
            problems.error(
                    node.position(),
                    ShapeChecker.RULE,
                    "the step does nothing",
                    "add `run:` or `uses:`");
            return;
        }
        Optional<YamlMap.Entry> uses = map.entry("uses");
        if (map.entry("run").isPresent()) {
            shapes.check(node, grammars.run());
            map.find("run").ifPresent(this::oldCommands);
            if (map.find("shell").orElse(null) instanceof YamlScalar shell) {
                runners.shell(shell, os);
            }
        } else if (uses.isPresent()) {
            shapes.check(node, grammars.of(uses.get().value()));
        } else if (isControl(map)) {
            shapes.check(node, Grammar.CONTROL_STEP);
            if (map.find("parallel").orElse(null) instanceof YamlList inside) {
                inside.items().forEach(step -> check(step, os, grammars));
            }
        } else {
            problems.error(
                    node.position(),
                    ShapeChecker.RULE,
                    "the step does nothing",
                    "add `run:` or `uses:`");
        }
        Type outputs = Type.mapOf(Type.TEXT);
        if (uses.isPresent() && uses.get().value() instanceof YamlScalar action) {
            outputs = action(action, map);
        }
        if (map.find("id").orElse(null) instanceof YamlScalar id && !id.text().isEmpty()) {
            id(id, outputs);
        }
    }

    /** The shapes of steps, which differ between jobs and composite actions. */
    record Grammars(Shape.Section run, Shape.Section uses) {
        static final Grammars JOB = new Grammars(Grammar.RUN_STEP, Grammar.USES_STEP);

        Shape.Section of(YamlNode action) {
            boolean script =
                    action instanceof YamlScalar name
                            && name.text().startsWith("actions/github-script@");
            return script ? Grammar.SCRIPT_STEP : uses;
        }
    }

    private static boolean isControl(YamlMap map) {
        return map.entries().stream()
                .anyMatch(entry ->
                        switch (entry.name()) {
                            case "wait", "wait-all", "cancel", "parallel" -> true;
                            default -> false;
                        });
    }

    private void id(YamlScalar id, Type outputs) {
        String text = id.text();
        if (GhaTemplate.isTemplate(text)) {
            scope.addUnknownStep();
            return;
        }
        checkId(id, "step", problems);
        String key = text.toLowerCase(Locale.ROOT);
        YamlScalar before = ids.putIfAbsent(key, id);
        if (before != null) {
            problems.error(
                    id.position(),
                    "id",
                    "the step id `" + text + "` is taken by line " + before.position().line(),
                    "choose another; upper and lower case count as the same");
        }
        scope.addStep(key, outputs);
    }

    static void checkId(YamlScalar id, String what, Problems problems) {
        String text = id.text();
        if (text.isEmpty() || GhaTemplate.isTemplate(text)) {
            return;
        }
        if (!ID.matcher(text).matches() || text.length() > 100) {
            problems.error(
                    id.position(),
                    "id",
                    "`" + text + "` cannot be the id of a " + what,
                    "begin with a letter or _, and use only letters, digits, - and _");
        } else if (text.startsWith("__")) {
            problems.error(
                    id.position(),
                    "id",
                    "the id `" + text + "` begins with __, which is reserved",
                    "use one underscore or none");
        }
    }

    private void oldCommands(YamlNode run) {
        if (!(run instanceof YamlScalar script)) {
            return;
        }
        Matcher matcher = OLD_COMMAND.matcher(script.text());
        while (matcher.find()) {
            String command = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            String file =
                    switch (command) {
                        case "set-output" -> "GITHUB_OUTPUT";
                        case "save-state" -> "GITHUB_STATE";
                        case "set-env" -> "GITHUB_ENV";
                        default -> "GITHUB_PATH";
                    };
            problems.warning(
                    script.position(),
                    "deprecated",
                    "GitHub removes the command `" + command + "`",
                    "append a line to the file $" + file);
        }
    }

    /** Checks {@code uses} and {@code with}; gives the type of the outputs. */
    private Type action(YamlScalar uses, YamlMap step) {
        String text = uses.text();
        if (text.isEmpty() || GhaTemplate.isTemplate(text)) {
            return Type.mapOf(Type.TEXT);
        }
        Optional<ActionRef> action = ActionRefs.parse(text);
        if (action.isEmpty()) {
            problems.error(
                    uses.position(),
                    "action",
                    "`" + text + "` names no action",
                    "write owner/repository@version, ./folder or docker://image");
            return Type.mapOf(Type.TEXT);
        }
        return switch (action.get()) {
            case ActionRef.Image(String reference) -> {
                image(uses, reference);
                yield Type.mapOf(Type.TEXT);
            }
            case ActionRef.Local(String path) ->
                    known(uses, local.find(path).orElse(null), step, true);
            case ActionRef.Repository repository -> {
                if (ActionCatalog.isTooOld(repository)) {
                    problems.warning(
                            uses.position(),
                            "action",
                            "GitHub no longer runs " + uses.text(),
                            "use a newer version");
                }
                yield known(uses, ActionCatalog.find(repository).orElse(null), step, false);
            }
        };
    }

    private void image(YamlScalar uses, String reference) {
        boolean noTag = reference.endsWith(":") || reference.isEmpty();
        if (noTag) {
            problems.warning(
                    uses.position(),
                    "action",
                    "the image `" + reference + "` has an empty tag",
                    "write docker://image:tag");
        }
    }

    private Type known(
            YamlScalar uses, @Nullable ActionFacts facts, YamlMap step, boolean isLocal) {
        if (facts == null) {
            return Type.mapOf(Type.TEXT);
        }
        Map<String, YamlMap.Entry> given = new HashMap<>();
        if (step.find("with").orElse(null) instanceof YamlMap with) {
            for (YamlMap.Entry entry : with.entries()) {
                given.put(entry.name().toLowerCase(Locale.ROOT), entry);
            }
        }
        for (YamlMap.Entry entry : given.values()) {
            if (!facts.takes(entry.name())) {
                problems.warning(
                        entry.key().position(),
                        "action",
                        "the action " + uses.text() + " has no input `" + entry.name() + "`",
                        "it has: " + String.join(", ", new TreeSet<>(facts.inputs())));
            }
        }
        Set<String> missing = new TreeSet<>(facts.required());
        missing.removeAll(given.keySet());
        for (String name : missing) {
            problems.warning(
                    uses.position(),
                    "action",
                    "the action " + uses.text() + " needs the input `" + name + "`",
                    "add it below `with:`");
        }
        return facts.outputs() == null ? Type.open() : Type.texts(facts.outputs());
    }
}

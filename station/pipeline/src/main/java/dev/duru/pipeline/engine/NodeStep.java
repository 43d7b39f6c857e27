package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import dev.duru.yaml.YamlScalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the programs of actions for Node.js. */
final class NodeStep {
    private final JobScope scope;
    private final ScriptStep scripts;
    private final StepHost host;
    private final NodePrograms programs;

    NodeStep(JobScope scope, StepHost host, ScriptStep scripts, NodePrograms programs) {
        this.scope = scope;
        this.host = host;
        this.scripts = scripts;
        this.programs = programs;
    }

    /**
     * Runs one of an action's programs.
     *
     * @param key {@code pre}, {@code main} or {@code post}
     * @throws ProblemException RESOURCE when the machine has no Node.js
     */
    StepRunner.Performed run(NodeAction action, String key, StepRunner.Place place) {
        String program = action.program(key);
        Path file = Inside.resolve(action.folder(), program.isEmpty() ? "." : program);
        if (!Files.isRegularFile(file)) {
            return new StepRunner.Performed(
                    StepOutcome.failed(
                            action.use().head().src()
                                    + ": the action's "
                                    + key
                                    + " file '"
                                    + program
                                    + "' does not exist"),
                    Obj.empty());
        }
        String node = node(action, place.number());
        Map<String, String> inputs = inputs(action, place, key.equals("main"));
        header(action, place, inputs);
        Map<String, String> own = new LinkedHashMap<>();
        inputs.forEach((name, value) -> own.put(variable(name), value));
        action.state().forEach((name, value) -> own.put("STATE_" + name, value));
        own.put("GITHUB_ACTION_PATH", action.folder().toString());
        own.put(
                "GITHUB_ACTION_REPOSITORY",
                action.origin().map(from -> from.owner() + "/" + from.name()).orElse(""));
        own.put("GITHUB_ACTION_REF", action.origin().map(from -> from.ref()).orElse(""));
        return scripts.process(
                new ScriptStep.Process(
                        List.of(node, file.toString()),
                        scope.folders().workspace(),
                        own,
                        action.use().head().src().toString(),
                        action.state()::put),
                place);
    }

    private String node(NodeAction action, int number) {
        int wanted = action.version();
        Toolchains.Tool node =
                programs.closest(wanted)
                        .orElseThrow(() ->
                                ProblemException.resource(
                                        "the action "
                                                + action.use().action()
                                                + " needs Node.js "
                                                + wanted
                                                + ", and this machine has none; install node"));
        int have = NodePrograms.major(node);
        if (have != wanted) {
            scope.log()
                    .append(
                            number,
                            have < wanted || wanted < 20 ? Kind.WARNING : Kind.DEBUG,
                            "the action asks for Node.js "
                                    + wanted
                                    + " and is run by "
                                    + node.version()
                                    + ", the closest on this machine");
        }
        String program = node.program().toString();
        // A container need not see the machine's programs, but may have its own.
        return host.has(program, "") ? program : "node";
    }

    /** The inputs by name as the action declares them, defaults evaluated. */
    private Map<String, String> inputs(NodeAction action, StepRunner.Place place, boolean warn) {
        Map<String, String> given = new LinkedHashMap<>();
        Map<String, Expr> with = action.use().with();
        with.forEach((name, value) ->
                given.put(
                        name.toLowerCase(Locale.ROOT), Expressions.text(value, place.contexts())));
        if (warn) {
            Inputs.check(action.syntax(), given, text -> warn(place, text));
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        for (ActionSyntax.Input input : action.syntax().inputs()) {
            String name = input.name().text();
            String value = given.remove(name.toLowerCase(Locale.ROOT));
            inputs.put(name, value == null ? otherwise(input, place) : value);
        }
        inputs.putAll(given);
        return inputs;
    }

    private static String otherwise(ActionSyntax.Input input, StepRunner.Place place) {
        YamlScalar value = input.defaultValue();
        return value == null
                ? ""
                : Expressions.interpolate(value.text(), value.content(), place.contexts());
    }

    private void warn(StepRunner.Place place, String text) {
        scope.log().append(place.number(), Kind.WARNING, text);
    }

    private void header(NodeAction action, StepRunner.Place place, Map<String, String> inputs) {
        Step.Head head = action.use().head();
        scope.log().append(place.number(), Kind.GROUP, "Run " + action.use().action());
        inputs.forEach((name, value) -> {
            if (!value.isEmpty()) {
                line(place, "with: " + name + ": " + value);
            }
        });
        place.env().forEach((name, value) -> line(place, "env: " + name + "=" + value));
        line(place, "at: " + head.src());
        scope.log().append(place.number(), Kind.END_GROUP, "");
    }

    private void line(StepRunner.Place place, String text) {
        scope.log().append(place.number(), Kind.OUTPUT, scope.masker().mask(text));
    }

    private static String variable(String input) {
        return "INPUT_" + input.replace(' ', '_').toUpperCase(Locale.ROOT);
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What an action is called with: its inputs as it declares them, defaults evaluated, and whatever
 * else was given to it.
 */
record ActionInputs(Map<String, String> values) {

    /**
     * Evaluates them.
     *
     * @param warn whether to name in the log what is odd about them
     */
    static ActionInputs of(
            ProgramAction action, StepRunner.Place place, JobScope scope, boolean warn) {
        Map<String, String> given = new LinkedHashMap<>();
        Map<String, Expr> with = action.use().with();
        with.forEach((name, value) ->
                given.put(
                        name.toLowerCase(Locale.ROOT), Expressions.text(value, place.contexts())));
        if (warn) {
            Inputs.check(
                    action.syntax(),
                    given,
                    text -> scope.log().append(place.number(), Kind.WARNING, text));
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        for (ActionSyntax.Input input : action.syntax().inputs()) {
            String name = input.name().text();
            String value = given.remove(name.toLowerCase(Locale.ROOT));
            inputs.put(name, value == null ? otherwise(input, place) : value);
        }
        inputs.putAll(given);
        return new ActionInputs(inputs);
    }

    private static String otherwise(ActionSyntax.Input input, StepRunner.Place place) {
        YamlScalar value = input.defaultValue();
        return value == null
                ? ""
                : Expressions.interpolate(value.text(), value.content(), place.contexts());
    }

    /** An input by its name in any case, or {@code ""}. */
    String value(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** The {@code inputs} context. */
    Obj context() {
        return Obj.ofTexts(values);
    }

    /** The variables of the action's process. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        values.forEach((name, value) ->
                variables.put("INPUT_" + name.replace(' ', '_').toUpperCase(Locale.ROOT), value));
        return variables;
    }

    /** Says in the log what the action is called with. */
    void header(ProgramAction action, StepRunner.Place place, JobScope scope) {
        scope.log().append(place.number(), Kind.GROUP, "Run " + action.use().action());
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                line(place, scope, "with: " + name + ": " + value);
            }
        });
        place.env().forEach((name, value) -> line(place, scope, "env: " + name + "=" + value));
        line(place, scope, "at: " + action.use().head().src());
        scope.log().append(place.number(), Kind.END_GROUP, "");
    }

    private static void line(StepRunner.Place place, JobScope scope, String text) {
        scope.log().append(place.number(), Kind.OUTPUT, scope.masker().mask(text));
    }
}

package dev.duru.pipeline.engine;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What is odd about the inputs that a step gives to an action. */
final class Inputs {
    private Inputs() {}

    /**
     * Names inputs that are unknown, missing or deprecated.
     *
     * @param given by name in lower case
     */
    static void check(ActionSyntax action, Map<String, String> given, Consumer<String> warn) {
        Set<String> known =
                action.inputs().stream()
                        .map(input -> input.name().text().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>(given.keySet());
        unknown.removeAll(known);
        // A container action takes these two besides its own.
        unknown.removeAll(Set.of("entrypoint", "args"));
        if (!unknown.isEmpty()) {
            warn.accept(
                    "the action has no input "
                            + quoted(unknown)
                            + "; it has "
                            + quoted(
                                    action.inputs().stream()
                                            .map(input -> input.name().text())
                                            .toList()));
        }
        for (ActionSyntax.Input input : action.inputs()) {
            String name = input.name().text();
            String value = given.get(name.toLowerCase(Locale.ROOT));
            YamlScalar deprecation = input.deprecation();
            if (input.required() && input.defaultValue() == null && value == null) {
                warn.accept("the action's required input '" + name + "' is not given");
            }
            if (value != null && deprecation != null) {
                warn.accept("the input '" + name + "' is deprecated: " + deprecation.text());
            }
        }
    }

    private static String quoted(List<String> names) {
        return names.isEmpty()
                ? "none"
                : names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }
}

package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.ActionSyntax;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an action; all names in lower case.
 *
 * @param outputs null if the action chooses them while it runs
 */
record ActionFacts(Set<String> inputs, Set<String> required, @Nullable List<String> outputs) {
    boolean takes(String input) {
        return inputs.contains(input.toLowerCase(Locale.ROOT));
    }

    static ActionFacts of(ActionSyntax action) {
        Set<String> inputs = new LinkedHashSet<>();
        Set<String> required = new LinkedHashSet<>();
        for (ActionSyntax.Input input : action.inputs()) {
            String name = input.name().text().toLowerCase(Locale.ROOT);
            inputs.add(name);
            if (input.required() && input.defaultValue() == null) {
                required.add(name);
            }
        }
        List<String> outputs =
                action.outputs().stream()
                        .map(output -> output.name().text().toLowerCase(Locale.ROOT))
                        .toList();
        return new ActionFacts(inputs, required, outputs);
    }
}

package dev.duru.dialects.gitlab.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is known when a pipeline is made.
 *
 * @param variables expanded
 * @param changed the paths that differ from before; absent where GitLab does not compare, and then
 *     every {@code changes} holds
 * @param paths all files of the repository, for {@code exists}
 */
public record Situation(
        Map<String, String> variables,
        Optional<List<String>> changed,
        Supplier<List<String>> paths) {

    /** With variables, every change, and no files. */
    public static Situation of(Map<String, String> variables) {
        return new Situation(variables, Optional.empty(), List::of);
    }

    public Situation withVariables(Map<String, String> value) {
        return new Situation(value, changed, paths);
    }

    /** With some variables more, which win. */
    public Situation plus(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return withVariables(all);
    }

    /** A variable, or {@code ""}. */
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }
}

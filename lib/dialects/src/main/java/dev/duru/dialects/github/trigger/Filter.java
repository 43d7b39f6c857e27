package dev.duru.dialects.github.trigger;

import java.util.ArrayList;
import java.util.List;

/** A list of patterns, some of which may begin with {@code !} and take names out again. */
public final class Filter {
    private record Rule(boolean negative, Glob glob) {}

    private final List<Rule> rules = new ArrayList<>();

    public Filter(List<String> patterns) {
        for (String pattern : patterns) {
            boolean negative = pattern.startsWith("!");
            rules.add(new Rule(negative, Glob.of(negative ? pattern.substring(1) : pattern)));
        }
    }

    /** Whether the last pattern that matches {@code name} is not a negative one. */
    public boolean accepts(String name) {
        boolean accepted = false;
        for (Rule rule : rules) {
            if (rule.negative() == accepted && rule.glob().matches(name)) {
                accepted = !rule.negative();
            }
        }
        return accepted;
    }
}

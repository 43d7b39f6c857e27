package dev.duru.dialects.gitlab.variables;

import dev.duru.dialects.plan.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Replaces {@code $NAME} and <code>${NAME}</code> by values; {@code $$} is a plain dollar sign. A
 * dollar sign before anything else stays.
 */
public final class Expansion {
    /** The longest value that names of names may grow to, in characters. */
    private static final int LONGEST = 1_000_000;

    /** So many names may stand behind each other. */
    private static final int DEEPEST = 200;

    private Expansion() {}

    /** The text with every name replaced; an unknown name becomes nothing. */
    public static String expand(String text, Map<String, String> variables) {
        return expand(text, name -> variables.getOrDefault(name, ""));
    }

    /** The text with every name replaced by what {@code value} gives for it. */
    public static String expand(String text, UnaryOperator<String> value) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (dollar >= 0 && dollar + 1 < text.length()) {
            result.append(text, from, dollar);
            char next = text.charAt(dollar + 1);
            if (next == '$') {
                result.append('$');
                from = dollar + 2;
            } else {
                boolean braces = next == '{';
                int begin = dollar + (braces ? 2 : 1);
                int end = nameEnd(text, begin);
                boolean named = end > begin && (!braces || text.startsWith("}", end));
                if (named) {
                    result.append(value.apply(text.substring(begin, end)));
                    from = braces ? end + 1 : end;
                } else {
                    result.append('$');
                    from = dollar + 1;
                }
            }
            if (result.length() > LONGEST) {
                return result.substring(0, LONGEST);
            }
            dollar = text.indexOf('$', from);
        }
        return result.append(text, from, text.length()).toString();
    }

    private static int nameEnd(String text, int begin) {
        int end = begin;
        while (end < text.length() && isName(text.charAt(end), end == begin)) {
            end++;
        }
        return end;
    }

    private static boolean isName(char c, boolean first) {
        return c == '_'
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (!first && c >= '0' && c <= '9');
    }

    /** The names that a text refers to, in order, each once. */
    public static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        expand(
                text,
                name -> {
                    if (!names.contains(name)) {
                        names.add(name);
                    }
                    return "";
                });
        return names;
    }

    /**
     * The values of variables that may name each other. Of two with one name the later wins; a
     * value that names itself means the one below it, and a circle ends in nothing.
     *
     * @param outside what is known besides; lower than all of them
     */
    public static Map<String, String> resolve(
            List<Variable> low2high, Map<String, String> outside) {
        return new Resolver(low2high, outside).all();
    }

    /** One resolution. */
    private static final class Resolver {
        private final Map<String, List<Variable>> definitions = new LinkedHashMap<>();
        private final Map<String, String> outside;
        private final Map<Variable, String> known = new HashMap<>();
        private final Set<Variable> open = new HashSet<>();
        private int circles;

        Resolver(List<Variable> low2high, Map<String, String> outside) {
            this.outside = outside;
            low2high.forEach(variable ->
                    definitions
                            .computeIfAbsent(variable.name(), unused -> new ArrayList<>())
                            .add(variable));
        }

        Map<String, String> all() {
            Map<String, String> values = new LinkedHashMap<>();
            definitions.keySet().forEach(name -> values.put(name, value(name)));
            return values;
        }

        private String value(String name) {
            for (Variable variable : definitions.getOrDefault(name, List.of()).reversed()) {
                if (!open.contains(variable) && open.size() < DEEPEST) {
                    return value(variable);
                }
                circles++;
            }
            return outside.getOrDefault(name, "");
        }

        private String value(Variable variable) {
            String before = known.get(variable);
            if (before != null) {
                return before;
            }
            if (!variable.expand()) {
                return variable.value();
            }
            int circlesBefore = circles;
            open.add(variable);
            String value = expand(variable.value(), this::value);
            open.remove(variable);
            // Inside a circle the value depends on where one came in; it is not for others.
            if (circles == circlesBefore) {
                known.put(variable, value);
            }
            return value;
        }
    }
}

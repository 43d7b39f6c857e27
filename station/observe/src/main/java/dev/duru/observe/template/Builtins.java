package dev.duru.observe.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of the language itself: https://pkg.go.dev/text/template#hdr-Functions. */
final class Builtins {
    private Builtins() {}

    static @Nullable Object call(String name, List<@Nullable Object> arguments) {
        return switch (name) {
            case "not" -> !Values.truth(one(name, arguments));
            case "len" -> length(one(name, arguments));
            case "print" -> text(arguments);
            case "println" -> text(arguments) + "\n";
            case "printf" -> format(arguments);
            case "html" -> html(text(arguments));
            case "urlquery" -> URLEncoder.encode(text(arguments), StandardCharsets.UTF_8);
            case "index" -> index(arguments);
            case "eq" ->
                    arguments.subList(1, arguments.size()).stream()
                            .anyMatch(other -> compare(arguments.getFirst(), other) == 0);
            case "ne" -> compare(arguments.get(0), arguments.get(1)) != 0;
            case "lt" -> compare(arguments.get(0), arguments.get(1)) < 0;
            case "le" -> compare(arguments.get(0), arguments.get(1)) <= 0;
            case "gt" -> compare(arguments.get(0), arguments.get(1)) > 0;
            case "ge" -> compare(arguments.get(0), arguments.get(1)) >= 0;
            default -> throw new TemplateException("function \"" + name + "\" not defined");
        };
    }

    private static @Nullable Object one(String name, List<@Nullable Object> arguments) {
        if (arguments.size() != 1) {
            throw new TemplateException(
                    "wrong number of args for " + name + ": want 1 got " + arguments.size());
        }
        return arguments.getFirst();
    }

    private static long length(@Nullable Object value) {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8).length;
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> throw new TemplateException("len of " + Values.text(value));
        };
    }

    private static String text(List<@Nullable Object> arguments) {
        return arguments.stream().map(Values::text).collect(Collectors.joining());
    }

    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static @Nullable Object index(List<@Nullable Object> arguments) {
        Object value = arguments.getFirst();
        for (Object key : arguments.subList(1, arguments.size())) {
            value =
                    switch (value) {
                        case Map<?, ?> map -> map.containsKey(key) ? map.get(key) : "";
                        case List<?> list -> {
                            int i = (int) Values.number(key);
                            if (i < 0 || i >= list.size()) {
                                throw new TemplateException("index out of range: " + i);
                            }
                            yield list.get(i);
                        }
                        case null, default ->
                                throw new TemplateException(
                                        "can't index item of " + Values.text(value));
                    };
        }
        return value;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number && b instanceof Number) {
            return Double.compare(Values.number(a), Values.number(b));
        }
        if (a instanceof String left && b instanceof String right) {
            return left.compareTo(right);
        }
        if (a == null || b == null || a.getClass() == b.getClass()) {
            return Objects.equals(a, b) ? 0 : 1;
        }
        throw new TemplateException(
                "incompatible types for comparison: " + Values.text(a) + ", " + Values.text(b));
    }

    /** {@code printf} with Go's verbs, as far as Java has the same. */
    private static String format(List<@Nullable Object> arguments) {
        String pattern = Values.text(arguments.getFirst());
        List<@Nullable Object> rest = new ArrayList<>(arguments.subList(1, arguments.size()));
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            if (c != '%') {
                out.append(c);
                continue;
            }
            int start = i;
            while (i < pattern.length() && "+-# 0123456789.".indexOf(pattern.charAt(i)) >= 0) {
                i++;
            }
            if (i == pattern.length()) {
                return out.append("%!(NOVERB)").toString();
            }
            char verb = pattern.charAt(i++);
            if (verb == '%') {
                out.append('%');
            } else if (rest.isEmpty()) {
                out.append("%!").append(verb).append("(MISSING)");
            } else {
                out.append(Verbs.format(pattern.substring(start, i - 1), verb, rest.removeFirst()));
            }
        }
        return out.toString();
    }
}

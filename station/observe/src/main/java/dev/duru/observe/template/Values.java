package dev.duru.observe.template;

import dev.duru.tsdb.number.NumberText;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values are written, compared and judged, as in Go. */
public final class Values {
    /** A map with this key has fixed fields: asking for another one is an error. */
    public static final String FIXED = "\0fields";

    private Values() {}

    /** A value as it is written into the text. */
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "<no value>";
            case Double number -> digits(number);
            case Map<?, ?> map ->
                    new TreeMap<>(texts(map))
                            .entrySet().stream()
                                    .map(e -> e.getKey() + ":" + text(e.getValue()))
                                    .collect(Collectors.joining(" ", "map[", "]"));
            case Collection<?> list ->
                    list.stream().map(Values::text).collect(Collectors.joining(" ", "[", "]"));
            default -> value.toString();
        };
    }

    /** As {@code %v}: an exponent below 1e-4 and from 1e21 on. */
    private static String digits(double value) {
        double size = Math.abs(value);
        return size == 0 || size >= 1e-4 && size < 1e21
                ? NumberText.plain(value)
                : NumberText.general(value);
    }

    static Map<String, @Nullable Object> texts(Map<?, ?> map) {
        Map<String, @Nullable Object> all = new TreeMap<>();
        map.forEach((key, value) -> {
            if (!FIXED.equals(key)) {
                all.put(String.valueOf(key), value);
            }
        });
        return all;
    }

    /** Whether a value counts as true. */
    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Double number -> number != 0;
            case Long number -> number != 0;
            case String text -> !text.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> list -> !list.isEmpty();
            default -> true;
        };
    }

    /** A number, also from a text. */
    public static double number(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case Long number -> number;
            case Integer number -> number;
            case String text -> parsed(text);
            case null, default -> throw new TemplateException(text(value) + " is not a number");
        };
    }

    private static double parsed(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw new TemplateException("'" + text + "' is not a number");
                }
            }
        };
    }
}

package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Leaves rows in or out by the values in their columns.
 *
 * @param leftOut where conditions that are not known are named
 */
record RowFilter(Json options, List<String> leftOut) {
    private static final List<String> KNOWN =
            List.of(
                    "isNull",
                    "isNotNull",
                    "equal",
                    "notEqual",
                    "greater",
                    "greaterOrEqual",
                    "lower",
                    "lowerOrEqual",
                    "range",
                    "regex",
                    "substring");

    Frame of(Frame frame) {
        boolean include = !options.text("type").equals("exclude");
        boolean all = options.text("match").equals("all");
        List<Json> filters =
                options.list("filters").stream()
                        .filter(f -> frame.names().contains(f.text("fieldName")))
                        .filter(this::isKnown)
                        .toList();
        if (filters.isEmpty()) {
            return frame;
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> row : frame.allRows()) {
            long fitting = 0;
            for (Json filter : filters) {
                fitting += fits(filter, row) ? 1 : 0;
            }
            if (include == (all ? fitting == filters.size() : fitting > 0)) {
                rows.add(row);
            }
        }
        return frame.withRows(rows);
    }

    private boolean isKnown(Json filter) {
        String id = filter.at("config").map(c -> c.text("id")).orElse("");
        if (!KNOWN.contains(id)) {
            leftOut.add("filterByValue: " + id);
        }
        return KNOWN.contains(id);
    }

    private static boolean fits(Json filter, Map<String, @Nullable Object> row) {
        Object value = row.get(filter.text("fieldName"));
        Json config = filter.at("config").orElse(filter);
        Json bounds = config.at("options").orElse(config);
        String given = bounds.text("value");
        return switch (config.text("id")) {
            case "isNull" -> value == null;
            case "isNotNull" -> value != null;
            case "equal" -> isEqual(value, given);
            case "notEqual" -> !isEqual(value, given);
            case "greater" -> number(value) > number(given);
            case "greaterOrEqual" -> number(value) >= number(given);
            case "lower" -> number(value) < number(given);
            case "lowerOrEqual" -> number(value) <= number(given);
            case "range" ->
                    number(value) >= number(bounds.text("from"))
                            && number(value) <= number(bounds.text("to"));
            case "substring" -> Objects.toString(value, "").contains(given);
            default -> matches(given, Objects.toString(value, ""));
        };
    }

    private static boolean isEqual(@Nullable Object value, String given) {
        return value instanceof Number
                ? number(value) == number(given)
                : Objects.toString(value, "").equals(given);
    }

    private static boolean matches(String regex, String value) {
        try {
            return Pattern.compile(regex).matcher(value).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** What is no number is above and below none. */
    private static double number(@Nullable Object value) {
        try {
            return value instanceof Number number
                    ? number.doubleValue()
                    : Double.parseDouble(Objects.toString(value, ""));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

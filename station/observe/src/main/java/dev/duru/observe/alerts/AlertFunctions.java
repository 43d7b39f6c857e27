package dev.duru.observe.alerts;

import dev.duru.observe.template.Functions;
import dev.duru.observe.template.PrometheusFunctions;
import dev.duru.observe.template.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What templates of messages may call: the functions of Alertmanager, and the methods of its data
 * (https://prometheus.io/docs/alerting/latest/notifications/), whose names begin with a dot here.
 */
record AlertFunctions(PrometheusFunctions others) implements Functions {
    private static final Set<String> NAMES =
            Set.of(
                    "join",
                    "trimSpace",
                    "stringSlice",
                    ".Firing",
                    ".Resolved",
                    ".SortedPairs",
                    ".Names",
                    ".Values");

    @Override
    public boolean has(String name) {
        return NAMES.contains(name) || others.has(name);
    }

    @Override
    public @Nullable Object call(String name, List<@Nullable Object> arguments) {
        @Nullable Object last = arguments.isEmpty() ? null : arguments.getLast();
        return switch (name) {
            case "join" ->
                    list(last).stream()
                            .map(Values::text)
                            .collect(Collectors.joining(Values.text(arguments.getFirst())));
            case "trimSpace" -> Values.text(last).strip();
            case "stringSlice" -> new ArrayList<>(arguments);
            case ".Firing" -> all(last, "firing");
            case ".Resolved" -> all(last, "resolved");
            case ".SortedPairs" -> pairs(last);
            case ".Names" -> each(last, "Name", Map::keySet);
            case ".Values" -> each(last, "Value", Map::values);
            default -> others.call(name, arguments);
        };
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<Object> all(@Nullable Object alerts, String status) {
        List<Object> found = new ArrayList<>();
        for (Object alert : list(alerts)) {
            if (alert instanceof Map<?, ?> map && status.equals(map.get("Status"))) {
                found.add(map);
            }
        }
        return found;
    }

    /** Sorted by name, but that of the alert first. */
    private static List<Object> pairs(@Nullable Object labels) {
        List<Object> pairs = new ArrayList<>();
        Map<String, String> rest = sorted(labels);
        String alert = rest.remove(Alert.ALERTNAME);
        if (alert != null) {
            pairs.add(pair(Alert.ALERTNAME, alert));
        }
        rest.forEach((name, value) -> pairs.add(pair(name, value)));
        return pairs;
    }

    private static Map<String, String> sorted(@Nullable Object labels) {
        Map<String, String> sorted = new TreeMap<>();
        if (labels instanceof Map<?, ?> map) {
            map.forEach((name, value) -> sorted.put(String.valueOf(name), Values.text(value)));
        }
        return sorted;
    }

    private static Map<String, Object> pair(String name, String value) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("Name", name);
        pair.put("Value", value);
        return pair;
    }

    /** Of pairs or of labels. */
    private static List<Object> each(
            @Nullable Object of,
            String field,
            Function<Map<String, String>, Iterable<String>> ofMap) {
        List<Object> found = new ArrayList<>();
        if (of instanceof Map<?, ?>) {
            ofMap.apply(sorted(of)).forEach(found::add);
        }
        for (Object pair : list(of)) {
            if (pair instanceof Map<?, ?> map && map.get(field) != null) {
                found.add(Values.text(map.get(field)));
            }
        }
        return found;
    }
}

package dev.duru.observe.logs.loki;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lines by their labels, as Loki answers them. */
final class Streams {
    private final boolean parsed;
    private final Map<SortedMap<String, String>, List<Object>> streams = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param parsed whether fields within lines are labels
     */
    Streams(boolean parsed) {
        this.parsed = parsed;
    }

    /** What says which stream a line is of. */
    static SortedMap<String, String> labels(LogEntry entry, boolean parsed) {
        if (!parsed) {
            return entry.origin().labels();
        }
        SortedMap<String, String> labels = new TreeMap<>();
        new Line(entry).fields().forEach((name, value) -> labels.putIfAbsent(name(name), value));
        return labels;
    }

    /** A field's name as that of a label. */
    static String name(String field) {
        return field.replaceAll("[^a-zA-Z0-9_]", "_");
    }

    void add(LogEntry entry) {
        streams.computeIfAbsent(labels(entry, parsed), key -> new ArrayList<>())
                .add(List.of(Long.toString(entry.nanos()), entry.text()));
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    List<Object> result() {
        List<Object> result = new ArrayList<>();
        streams.forEach((labels, values) -> result.add(Map.of("stream", labels, "values", values)));
        return result;
    }
}

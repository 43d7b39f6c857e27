package dev.duru.logs;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who says lines: a set of labels such as {@code environment=production}. Lines of one origin are a
 * stream. Names and values are not empty; an empty value is as none.
 *
 * @param labels by name
 */
public record Origin(SortedMap<String, String> labels) {
    /** An origin with a copy of these labels. */
    public Origin(Map<String, String> labels) {
        this(copy(labels));
    }

    /** Takes the labels as they are, for those that were copied. */
    public Origin {
        labels = Collections.unmodifiableSortedMap(labels);
    }

    private static SortedMap<String, String> copy(Map<String, String> labels) {
        SortedMap<String, String> copy = new TreeMap<>(labels);
        copy.values().removeIf(String::isEmpty);
        copy.replaceAll((name, value) -> value.replace('\u0001', ' ').replace('\u0002', ' '));
        return copy;
    }

    /** The value of a label; empty when there is none. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** The origin of a {@link #key}. */
    public static Origin ofKey(String key) {
        SortedMap<String, String> labels = new TreeMap<>();
        int at = 0;
        for (int end = key.indexOf('\u0002'); end >= 0; end = key.indexOf('\u0002', at)) {
            int middle = key.indexOf('\u0001', at);
            labels.put(key.substring(at, middle), key.substring(middle + 1, end));
            at = end + 1;
        }
        return new Origin(labels);
    }

    /** All labels as one text, the same for equal origins. */
    public String key() {
        StringBuilder key = new StringBuilder();
        labels.forEach(
                (name, value) -> key.append(name).append('\u0001').append(value).append('\u0002'));
        return key.toString();
    }
}

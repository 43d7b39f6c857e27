package dev.duru.logs.parse;

import dev.duru.logs.LogEntry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a line: those of its origin, those that came beside it, and those found within it.
 * {@code level}, {@code trace_id} and {@code span_id} have the same name and form in all of them. A
 * line that is longer than {@value #LONGEST_LINE} characters is not looked into.
 */
public final class Fields {
    /** Further fields of a line are left out. */
    public static final int MOST = 100;

    /** A longer value is cut. */
    public static final int LONGEST_VALUE = 1_024;

    private static final int LONGEST_NAME = 128;
    static final int LONGEST_LINE = 64 * 1024;

    private Fields() {}

    /** All fields by name; later ones do not replace earlier ones: origin, given, found. */
    public static Map<String, String> of(LogEntry entry) {
        Map<String, String> all = new LinkedHashMap<>(entry.origin().labels());
        entry.given().forEach((name, value) -> put(all, name, value));
        found(entry.text()).forEach((name, value) -> put(all, name, value));
        named(all, entry.text());
        return all;
    }

    /** Those within a text. */
    public static Map<String, String> found(String text) {
        if (text.length() > LONGEST_LINE || text.isEmpty()) {
            return Map.of();
        }
        int first = 0;
        while (first < text.length() && text.charAt(first) == ' ') {
            first++;
        }
        if (first < text.length() && text.charAt(first) == '{') {
            Optional<Map<String, String>> json = JsonFields.parse(text);
            if (json.isPresent()) {
                return json.get();
            }
        }
        Optional<Map<String, String>> access = AccessLine.parse(text);
        return access.orElseGet(() -> Logfmt.parse(text));
    }

    static void put(Map<String, String> fields, String name, String value) {
        if (fields.size() < MOST
                && !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.startsWith("_")) {
            fields.putIfAbsent(
                    name,
                    value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE));
        }
    }

    private static void named(Map<String, String> fields, String text) {
        String known =
                Levels.named(
                        first(fields, "level", "severity", "lvl", "log.level", "severity_text"));
        if (known.isEmpty()) {
            known = Levels.inHead(text);
        }
        if (!known.isEmpty()) {
            fields.put("level", known);
        }
        traced(fields, text);
    }

    private static void traced(Map<String, String> fields, String text) {
        String trace = first(fields, "trace_id", "traceId", "traceID", "trace.id", "dd.trace_id");
        String span = first(fields, "span_id", "spanId", "spanID", "span.id", "dd.span_id");
        if (trace.isEmpty()) {
            Optional<TraceParent> parent = TraceParent.in(fields.getOrDefault("traceparent", text));
            trace = parent.map(TraceParent::trace).orElse("");
            span = span.isEmpty() ? parent.map(TraceParent::span).orElse("") : span;
        }
        if (!trace.isEmpty()) {
            fields.put("trace_id", trace.toLowerCase(Locale.ROOT));
        }
        if (!span.isEmpty()) {
            fields.put("span_id", span.toLowerCase(Locale.ROOT));
        }
    }

    private static String first(Map<String, String> fields, String... names) {
        for (String name : names) {
            String value = fields.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}

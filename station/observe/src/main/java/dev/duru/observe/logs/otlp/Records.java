package dev.duru.observe.logs.otlp;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import dev.duru.web.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes lines of the records of a request. */
final class Records {
    private static final int LONGEST_LABEL = 128;
    private static final List<String> LEVELS =
            List.of("trace", "debug", "info", "warn", "error", "fatal");

    /** Which attributes of a resource tell the origin, and as what. */
    private static final Map<String, String> LABELS =
            Map.of(
                    "service.name", "service",
                    "service.version", "version",
                    "service.instance.id", "instance",
                    "host.name", "host",
                    "deployment.environment", "environment",
                    "deployment.environment.name", "environment");

    private final long now;
    private final List<Draft> drafts = new ArrayList<>();
    private Origin origin = origin(Map.of());

    /** Records that do not say when they happened happened now, in nanoseconds since 1970. */
    Records(long now) {
        this.now = now;
    }

    List<Draft> drafts() {
        return drafts;
    }

    /** The records that are added from now on are those of a resource. */
    void of(Map<String, Object> resource) {
        origin = origin(resource);
    }

    private static Origin origin(Map<String, Object> resource) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("source", "otlp");
        resource.forEach((name, value) -> {
            String label = LABELS.get(name);
            String text = text(value);
            if (label != null && text.length() <= LONGEST_LABEL) {
                labels.put(label, text);
            }
        });
        return new Origin(labels);
    }

    void add(Told told) {
        Map<String, String> given = new LinkedHashMap<>();
        told.attributes().forEach((name, value) -> put(given, name, text(value)));
        int severity = told.severity();
        put(
                given,
                "level",
                severity >= 1 && severity <= 24
                        ? LEVELS.get((severity - 1) / 4)
                        : told.severityText());
        put(given, "trace_id", told.trace());
        put(given, "span_id", told.span());
        drafts.add(new Draft(time(told), origin, text(told.body()), given));
    }

    private long time(Told told) {
        if (told.nanos() < 0 || told.observedNanos() < 0) {
            throw wrong("its time is no time in nanoseconds since 1970");
        }
        if (told.nanos() > 0) {
            return told.nanos();
        }
        return told.observedNanos() > 0 ? told.observedNanos() : now;
    }

    /** Says of the record that comes next what is wrong with it. */
    ProblemException wrong(String why) {
        return ProblemException.user("record " + drafts.size() + ": " + why);
    }

    private static void put(Map<String, String> given, String name, String value) {
        if (!name.isEmpty() && !value.isEmpty()) {
            given.put(name, value);
        }
    }

    /** A value as text; lists and maps as JSON. */
    private static String text(Object value) {
        return value instanceof List || value instanceof Map
                ? Json.write(value)
                : String.valueOf(value);
    }
}

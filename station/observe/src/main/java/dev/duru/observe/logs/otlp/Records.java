package dev.duru.observe.logs.otlp;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the records of a request. */
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

    private Records() {}

    static List<Draft> read(JsonNode body, long now) {
        JsonNode resources = body.path("resourceLogs");
        if (!resources.isArray()) {
            throw ProblemException.user("the body has no list of resourceLogs");
        }
        List<Draft> drafts = new ArrayList<>();
        for (JsonNode resource : resources) {
            Origin origin = origin(resource.path("resource").path("attributes"));
            for (JsonNode scope : resource.path("scopeLogs")) {
                for (JsonNode record : scope.path("logRecords")) {
                    drafts.add(draft(origin, record, drafts.size(), now));
                }
            }
        }
        return drafts;
    }

    private static Origin origin(JsonNode attributes) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("source", "otlp");
        attributes(attributes)
                .forEach((name, value) -> {
                    String label = LABELS.get(name);
                    if (label != null && value.length() <= LONGEST_LABEL) {
                        labels.put(label, value);
                    }
                });
        return new Origin(labels);
    }

    private static Draft draft(Origin origin, JsonNode record, int number, long now) {
        Map<String, String> given = attributes(record.path("attributes"));
        int severity = record.path("severityNumber").asInt(0);
        if (severity >= 1 && severity <= 24) {
            given.put("level", LEVELS.get((severity - 1) / 4));
        } else if (record.path("severityText").isString()) {
            given.put("level", record.path("severityText").asString(""));
        }
        put(given, "trace_id", record.path("traceId").asString(""));
        put(given, "span_id", record.path("spanId").asString(""));
        return new Draft(time(record, number, now), origin, value(record.path("body")), given);
    }

    private static long time(JsonNode record, int number, long now) {
        for (String name : List.of("timeUnixNano", "observedTimeUnixNano")) {
            String text = record.path(name).asString("0");
            if (!text.matches("[0-9]{1,18}|[1-8][0-9]{18}")) {
                throw ProblemException.user(
                        "record "
                                + number
                                + ": "
                                + name
                                + " '"
                                + text
                                + "' is no time in nanoseconds");
            }
            if (!text.equals("0")) {
                return Long.parseLong(text);
            }
        }
        return now;
    }

    private static void put(Map<String, String> given, String name, String value) {
        if (!value.isEmpty()) {
            given.put(name, value);
        }
    }

    private static Map<String, String> attributes(JsonNode list) {
        Map<String, String> attributes = new LinkedHashMap<>();
        list.forEach(entry ->
                put(attributes, entry.path("key").asString(""), value(entry.path("value"))));
        attributes.remove("");
        return attributes;
    }

    /** A value as text; lists and maps as JSON. */
    private static String value(JsonNode value) {
        for (String kind : List.of("stringValue", "intValue", "doubleValue", "boolValue")) {
            JsonNode of = value.path(kind);
            if (!of.isMissingNode()) {
                return of.asString("");
            }
        }
        return value.isObject() && !value.isEmpty() ? value.toString() : "";
    }
}

package dev.duru.observe.logs.otlp;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the records of a request that is JSON. */
final class JsonRecords {
    private JsonRecords() {}

    static List<Draft> read(JsonNode body, long now) {
        JsonNode resources = body.path("resourceLogs");
        if (!resources.isArray()) {
            throw ProblemException.user("the body has no list of resourceLogs");
        }
        Records records = new Records(now);
        for (JsonNode resource : resources) {
            records.of(attributes(resource.path("resource").path("attributes")));
            for (JsonNode scope : resource.path("scopeLogs")) {
                for (JsonNode record : scope.path("logRecords")) {
                    records.add(told(records, record));
                }
            }
        }
        return records.drafts();
    }

    private static Told told(Records records, JsonNode record) {
        return new Told(
                time(records, record, "timeUnixNano"),
                time(records, record, "observedTimeUnixNano"),
                record.path("severityNumber").asInt(0),
                record.path("severityText").asString(""),
                value(record.path("body")),
                attributes(record.path("attributes")),
                record.path("traceId").asString(""),
                record.path("spanId").asString(""));
    }

    private static long time(Records records, JsonNode record, String name) {
        String text = record.path(name).asString("0");
        if (!text.matches("[0-9]{1,18}|[1-8][0-9]{18}")) {
            throw records.wrong(name + " '" + text + "' is no time in nanoseconds");
        }
        return Long.parseLong(text);
    }

    private static Map<String, Object> attributes(JsonNode list) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        list.forEach(entry ->
                attributes.put(entry.path("key").asString(""), value(entry.path("value"))));
        return attributes;
    }

    private static Object value(JsonNode value) {
        if (value.has("arrayValue")) {
            List<Object> values = new ArrayList<>();
            value.path("arrayValue").path("values").forEach(each -> values.add(value(each)));
            return values;
        }
        if (value.has("kvlistValue")) {
            return attributes(value.path("kvlistValue").path("values"));
        }
        if (value.has("boolValue")) {
            return value.path("boolValue").asBoolean(false);
        }
        if (value.has("intValue")) {
            return value.path("intValue").asLong(0);
        }
        if (value.has("doubleValue")) {
            return value.path("doubleValue").asDouble(0);
        }
        return value.path(value.has("bytesValue") ? "bytesValue" : "stringValue").asString("");
    }
}

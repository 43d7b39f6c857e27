package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.query.Glob;
import dev.duru.logs.query.Line;
import dev.duru.observe.logs.LogLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Shows the lines that were found, as a request asks for them. */
final class Hits {
    private final boolean sources;
    private final boolean lists;
    private final List<String> fields = new ArrayList<>();

    /**
     * What a request asks for.
     *
     * @param asked its body, with {@code _source} and {@code fields}
     */
    Hits(JsonNode asked) {
        this.sources = !asked.path("_source").isBoolean() || asked.path("_source").asBoolean();
        this.lists = asked.has("fields");
        for (JsonNode field : asked.path("fields")) {
            String name = field.isObject() ? field.path("field").asString("") : field.asString("");
            fields.add(ElasticQuery.name(name));
        }
    }

    Map<String, Object> hit(LogEntry entry) {
        Map<String, Object> hit = new LinkedHashMap<>();
        hit.put("_index", ElasticSearch.nameOf(entry.origin()));
        hit.put("_id", Long.toString(entry.id()));
        hit.put("_score", null);
        Map<String, String> found = new Line(entry).fields();
        if (sources) {
            hit.put("_source", source(entry, found));
        }
        if (lists) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("@timestamp", List.of(LogLine.at(entry.nanos()).toString()));
            values.put("message", List.of(entry.text()));
            found.forEach((name, value) -> values.put(name, List.of(value)));
            values.keySet().removeIf(name -> !isAsked(name));
            hit.put("fields", values);
        }
        hit.put("sort", List.of(entry.nanos() / 1_000_000L, entry.id()));
        return hit;
    }

    private boolean isAsked(String name) {
        return fields.stream().anyMatch(glob -> Glob.fits(glob, name));
    }

    private static Object source(LogEntry entry, Map<String, String> fields) {
        String document = entry.given().get(Bulk.SOURCE);
        if (document != null) {
            try {
                return Nodes.JSON.readTree(document);
            } catch (JacksonException e) {
                throw new LogsException(LogsException.Kind.DISK, "a document is damaged", e);
            }
        }
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("@timestamp", LogLine.at(entry.nanos()).toString());
        source.put("message", entry.text());
        fields.forEach(source::putIfAbsent);
        return source;
    }
}

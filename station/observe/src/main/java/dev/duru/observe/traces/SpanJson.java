package dev.duru.observe.traces;

import dev.duru.web.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Spans as JSON: the form in which they are kept and in which the API gives them. */
final class SpanJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_VALUE = 4_096;
    private static final int LONGEST = 60_000;
    private static final int MOST_EVENTS = 128;
    private static final int MOST_ATTRIBUTES = 128;

    private SpanJson() {}

    static Map<String, Object> map(Span span) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trace_id", span.traceId());
        json.put("span_id", span.spanId());
        json.put("parent_span_id", span.ids().parent());
        json.put("service", span.service());
        json.put("name", span.name());
        json.put("kind", span.kind());
        json.put("start_unix_nano", String.valueOf(span.startNanos()));
        json.put("duration_ms", span.millis());
        json.put("end_unix_nano", String.valueOf(span.endNanos()));
        json.put("error", span.error());
        json.put("status_message", span.message());
        json.put("attributes", span.attributes());
        json.put("resource", span.resource());
        List<Object> events = new ArrayList<>();
        for (Span.Event event : span.events()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("time_unix_nano", String.valueOf(event.nanos()));
            one.put("name", event.name());
            one.put("attributes", event.attributes());
            events.add(one);
        }
        json.put("events", events);
        return json;
    }

    /** The text that is kept; of a span that says too much, without what it says besides. */
    static String text(Span span) {
        String whole = Json.write(map(bounded(span)));
        if (whole.length() <= LONGEST) {
            return whole;
        }
        return Json.write(
                map(
                        new Span(
                                span.ids(),
                                cut(span.service()),
                                cut(span.name()),
                                span.kind(),
                                span.startNanos(),
                                span.endNanos(),
                                span.error(),
                                cut(span.message()),
                                Map.of("duru.cut", "the span is larger than " + LONGEST),
                                Map.of(),
                                List.of())));
    }

    private static Span bounded(Span span) {
        return new Span(
                span.ids(),
                cut(span.service()),
                cut(span.name()),
                span.kind(),
                span.startNanos(),
                span.endNanos(),
                span.error(),
                cut(span.message()),
                bounded(span.attributes()),
                bounded(span.resource()),
                span.events().stream()
                        .limit(MOST_EVENTS)
                        .map(e -> new Span.Event(e.nanos(), cut(e.name()), bounded(e.attributes())))
                        .toList());
    }

    private static Map<String, String> bounded(Map<String, String> all) {
        Map<String, String> some = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (some.size() < MOST_ATTRIBUTES) {
                some.put(cut(key), cut(value));
            }
        });
        return some;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    static Span read(String text) {
        JsonNode json = JSON.readTree(text);
        List<Span.Event> events = new ArrayList<>();
        for (JsonNode event : json.path("events")) {
            events.add(
                    new Span.Event(
                            Long.parseLong(event.path("time_unix_nano").asString("0")),
                            event.path("name").asString(""),
                            texts(event.path("attributes"))));
        }
        return new Span(
                new Span.Ids(
                        json.path("trace_id").asString(""),
                        json.path("span_id").asString(""),
                        json.path("parent_span_id").asString("")),
                json.path("service").asString(""),
                json.path("name").asString(""),
                json.path("kind").asString(""),
                Long.parseLong(json.path("start_unix_nano").asString("0")),
                Long.parseLong(json.path("end_unix_nano").asString("0")),
                json.path("error").asBoolean(false),
                json.path("status_message").asString(""),
                texts(json.path("attributes")),
                texts(json.path("resource")),
                events);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString("")));
        return texts;
    }
}

package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what clients push: {@code {"streams":[{"stream":{…},"values":[["nanos","line",{…}]]}]}}.
 */
final class PushJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_LABELS = 30;

    private PushJson() {}

    static List<Draft> read(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException e) {
            throw ProblemException.user("the body is not JSON: " + e.getOriginalMessage());
        }
        JsonNode streams = root.path("streams");
        if (!streams.isArray()) {
            throw ProblemException.user("the body has no list of streams");
        }
        List<Draft> drafts = new ArrayList<>();
        for (JsonNode stream : streams) {
            Origin origin = origin(texts(stream.path("stream")));
            for (JsonNode value : stream.path("values")) {
                drafts.add(draft(origin, value));
            }
        }
        return drafts;
    }

    /** Who says the lines of a stream with these labels. */
    static Origin origin(Map<String, String> labels) {
        if (labels.size() > MOST_LABELS) {
            throw ProblemException.user(
                    "a stream has " + labels.size() + " labels; use at most " + MOST_LABELS);
        }
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putIfAbsent("source", "loki");
        return new Origin(all);
    }

    private static Draft draft(Origin origin, JsonNode value) {
        String nanos = value.path(0).asString("");
        if (!nanos.matches("[0-9]{1,18}|[1-8][0-9]{18}") || !value.path(1).isString()) {
            throw ProblemException.user(
                    "'" + value + "' is not [\"nanoseconds since 1970\", \"line\"]");
        }
        return new Draft(
                Long.parseLong(nanos), origin, value.path(1).asString(""), texts(value.path(2)));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString("")));
        return texts;
    }
}

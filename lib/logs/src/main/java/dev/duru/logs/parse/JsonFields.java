package dev.duru.logs.parse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Fields of a JSON object: {@code {"a":{"b":1}}} has {@code a.b}; lists join with commas. */
public final class JsonFields {
    private static final int DEEPEST = 32;
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build();

    private JsonFields() {}

    /** Empty when the text is no JSON object, or one that is nested too deeply. */
    public static Optional<Map<String, String>> parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json =
                FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Deque<String> names = new ArrayDeque<>();
            names.push("");
            read(json, names, fields);
            return json.nextToken() == null ? Optional.of(fields) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static void read(JsonParser json, Deque<String> names, Map<String, String> fields) {
        String name = "";
        while (!names.isEmpty()) {
            JsonToken token = json.nextToken();
            if (token == null) {
                return;
            }
            if (token == JsonToken.PROPERTY_NAME) {
                String prefix = names.peek();
                name = prefix.isEmpty() ? json.currentName() : prefix + "." + json.currentName();
            } else if (token == JsonToken.START_OBJECT) {
                names.push(name);
            } else if (token == JsonToken.END_OBJECT) {
                names.pop();
            } else if (token == JsonToken.START_ARRAY) {
                Fields.put(fields, name, list(json));
            } else if (token != JsonToken.VALUE_NULL) {
                Fields.put(fields, name, json.getString());
            }
        }
    }

    private static String list(JsonParser json) {
        StringBuilder joined = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == null) {
                break;
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isScalarValue() && joined.length() < Fields.LONGEST_VALUE) {
                joined.append(joined.isEmpty() ? "" : ",").append(json.getString());
            }
        }
        return joined.toString();
    }
}

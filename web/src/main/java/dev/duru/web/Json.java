package dev.duru.web;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the API speaks it: times in ISO 8601, unknown fields refused on the way in. */
public final class Json {
    static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private Json() {}

    /** A value as JSON on one line. */
    public static String write(Object value) {
        return STRICT.writeValueAsString(value);
    }

    static byte[] bytes(Object value) {
        return STRICT.writeValueAsBytes(value);
    }
}

package dev.duru.edge;

import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The documents of this package as JSON. An unknown key is refused, not skipped. */
final class EdgeJson {
    private final JsonMapper mapper =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    <T> T read(byte[] json, Class<T> type, String what) {
        try {
            return Objects.requireNonNull(mapper.readValue(json, type));
        } catch (JacksonException | NullPointerException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof EdgeException.Invalid invalid) {
                    throw invalid;
                }
            }
            throw new EdgeException.Invalid(what + " is not what it should be: " + e.getMessage());
        }
    }

    byte[] write(Object document) {
        return mapper.writeValueAsBytes(document);
    }
}

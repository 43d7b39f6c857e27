package dev.duru.edge;

import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The documents of this package as JSON. */
final class EdgeJson {
    private final JsonMapper mapper;

    private EdgeJson(boolean strict) {
        this.mapper =
                JsonMapper.builder()
                        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build();
    }

    /** For what is asked of the edge: an unknown key would be a wish that is not fulfilled. */
    static EdgeJson strict() {
        return new EdgeJson(true);
    }

    /** For what another version of this package wrote, since an edge outlives an upgrade. */
    static EdgeJson lenient() {
        return new EdgeJson(false);
    }

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

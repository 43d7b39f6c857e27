package dev.duru.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
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
                        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                        // What is not set is not said, so that an older edge takes it too.
                        .changeDefaultPropertyInclusion(
                                v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
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
            throw new EdgeException.Invalid(place(what, e) + ": " + reason(e));
        }
    }

    /** What with line, column and the path of keys, where it is known. */
    private static String place(String what, Exception e) {
        if (!(e instanceof JacksonException json)) {
            return what;
        }
        String path =
                json.getPath().stream()
                        .map(r ->
                                r.getPropertyName() == null
                                        ? "[" + r.getIndex() + "]"
                                        : "." + r.getPropertyName())
                        .collect(Collectors.joining());
        TokenStreamLocation at = json.getLocation();
        String position =
                at == null || at.getLineNr() < 1
                        ? ""
                        : ":" + at.getLineNr() + ":" + at.getColumnNr();
        return what
                + position
                + (path.isEmpty() ? "" : " (" + path.substring(path.startsWith(".") ? 1 : 0) + ")");
    }

    private static String reason(Exception e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof EdgeException.Invalid invalid) {
                return String.valueOf(invalid.getMessage());
            }
        }
        return "not what it should be: "
                + (e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage());
    }

    byte[] write(Object document) {
        return mapper.writeValueAsBytes(document);
    }
}

package dev.duru.web;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the API speaks it: times in ISO 8601, unknown fields refused on the way in. */
public final class Json {
    static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private Json() {}

    /** A value as JSON on one line. */
    public static String write(Object value) {
        return STRICT.writeValueAsString(value);
    }

    /**
     * Reads a request's body.
     *
     * @throws ProblemException USER with line and column
     */
    static <T> T read(byte[] bytes, Class<T> type) {
        try (JsonParser parser = STRICT.createParser(bytes)) {
            try {
                T value = STRICT.readValue(parser, type);
                if (value == null) {
                    throw ProblemException.user("the body is null; send a JSON object");
                }
                if (parser.nextToken() != null) {
                    throw ProblemException.user("the body goes on after its JSON" + at(parser));
                }
                return value;
            } catch (JacksonException e) {
                throw new ProblemException(
                        Problem.Code.USER, "the body" + at(parser) + ": " + wrong(e), e);
            }
        }
    }

    private static String at(JsonParser parser) {
        TokenStreamLocation at = parser.currentLocation();
        return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** What is wrong, without the names of classes. */
    private static String wrong(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem.detail();
            }
        }
        String path =
                e.getPath().stream()
                        .map(step ->
                                step.getPropertyName() == null
                                        ? "[" + step.getIndex() + "]"
                                        : step.getPropertyName())
                        .collect(Collectors.joining("."));
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    "there is no field '"
                            + unknown.getPropertyName()
                            + "'; the fields are "
                            + unknown.getKnownPropertyIds();
            case DatabindException other ->
                    path.isEmpty()
                            ? "it has another form than this call takes"
                            : "the field '" + path + "' has a value of the wrong kind";
            case JacksonException other -> "it is not JSON: " + other.getOriginalMessage();
        };
    }

    static byte[] bytes(Object value) {
        return STRICT.writeValueAsBytes(value);
    }
}

package dev.duru.pipeline.services.http;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out of a raw route. */
public final class JsonExchange {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonExchange() {}

    /**
     * The body as a JSON object; an empty one for no body.
     *
     * @param limit the most bytes that are read
     * @throws ProblemException USER when it is too large, or no object
     */
    public static JsonNode read(Request request, int limit) throws IOException {
        byte[] bytes = request.bodyStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw ProblemException.user("the body is larger than " + limit / 1024 + " KiB");
        }
        if (bytes.length == 0) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new ProblemException(
                    Problem.Code.USER, "the body is not JSON: " + e.getOriginalMessage(), e);
        }
        throw ProblemException.user("the body is not a JSON object");
    }

    /** Answers with a value as JSON. */
    public static void send(RawResponse response, int status, Object value) {
        response.status(status)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Cache-Control", "no-store")
                .send(JSON.writeValueAsBytes(value));
    }

    /** A value as JSON text. */
    public static String text(Object value) {
        return JSON.writeValueAsString(value);
    }

    /** The field of a name, in camel or in snake case; a missing node when there is neither. */
    public static JsonNode field(JsonNode object, String camel) {
        JsonNode found = object.path(camel);
        return found.isMissingNode()
                ? object.path(camel.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT))
                : found;
    }
}

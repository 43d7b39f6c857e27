package dev.duru.containers;

import dev.duru.containers.wire.Endpoint;
import dev.duru.containers.wire.Exchange;
import dev.duru.containers.wire.Request;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls of the API, and what is wrong with them in words. */
final class Api {
    /** How long the engine may think about something that is quick. */
    static final Duration QUICK = Duration.ofSeconds(60);

    /** For calls whose answer comes when something else has happened. */
    static final Duration PATIENT = Duration.ofDays(30);

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Endpoint endpoint;
    private final String prefix;

    /**
     * An API.
     *
     * @param prefix such as {@code /v1.41}, or empty
     */
    Api(Endpoint endpoint, String prefix) {
        this.endpoint = endpoint;
        this.prefix = prefix;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Reads a response. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    /** What to ask for. */
    static final class Call {
        private final String method;
        private final String path;
        private final Map<String, String> query = new LinkedHashMap<>();

        private Call(String method, String path) {
            this.method = method;
            this.path = path;
        }

        Call with(String name, String value) {
            query.put(name, value);
            return this;
        }

        Call with(String name, boolean value) {
            return with(name, value ? "1" : "0");
        }

        /** A filter by labels, as lists of things take it. */
        Call labelled(Map<String, String> labels) {
            ObjectNode filters = object();
            labels.forEach((name, value) ->
                    filters.withArray("label").add(value.isEmpty() ? name : name + "=" + value));
            return with("filters", filters.toString());
        }

        private String target(String prefix) {
            if (query.isEmpty()) {
                return prefix + path;
            }
            StringJoiner all = new StringJoiner("&");
            query.forEach((name, value) -> all.add(name + "=" + encoded(value)));
            return prefix + path + "?" + all;
        }
    }

    static Call get(String... path) {
        return new Call("GET", path(path));
    }

    static Call post(String... path) {
        return new Call("POST", path(path));
    }

    static Call delete(String... path) {
        return new Call("DELETE", path(path));
    }

    private static String path(String... parts) {
        StringBuilder path = new StringBuilder();
        for (String part : parts) {
            // The names of images hold slashes, which the engines take as they are.
            path.append('/').append(encoded(part).replace("%2F", "/"));
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    JsonNode json(Call call) {
        return json(request(call), QUICK);
    }

    JsonNode json(Call call, ObjectNode body) {
        return json(request(call, body), QUICK);
    }

    JsonNode json(Request request, Duration patience) {
        return call(
                request,
                patience,
                response -> {
                    byte[] content = response.body().readAllBytes();
                    return content.length == 0 ? object() : JSON.readTree(content);
                });
    }

    Request request(Call call) {
        return Request.of(call.method, call.target(prefix));
    }

    Request request(Call call, ObjectNode body) {
        return request(call)
                .with(
                        new Request.Bytes(body.toString().getBytes(StandardCharsets.UTF_8)),
                        "application/json");
    }

    /** Sends a request and reads its response to the end. */
    <T> T call(Request request, Duration patience, Reader<T> reader) {
        try (Exchange exchange = Exchange.open(endpoint)) {
            return reader.read(checked(exchange.send(request, patience)));
        } catch (IOException | JacksonException e) {
            throw gone(e);
        }
    }

    /** The response, or the engine's refusal. */
    static Response checked(Response response) throws IOException {
        if (response.good()) {
            return response;
        }
        throw new EngineRefusalException(response.status(), words(response));
    }

    private static String words(Response response) throws IOException {
        String text;
        try (InputStream body = response.body()) {
            text = new String(body.readNBytes(64 * 1024), StandardCharsets.UTF_8).strip();
        }
        try {
            String message = JSON.readTree(text).path("message").asString("");
            if (!message.isEmpty()) {
                return message;
            }
        } catch (JacksonException e) {
            // Then it is plain text.
            return text;
        }
        return text.isEmpty() ? "the engine answered with status " + response.status() : text;
    }

    EngineUnavailableException gone(Exception e) {
        String message = String.valueOf(e.getMessage());
        return new EngineUnavailableException(
                message.contains(endpoint.toString())
                        ? message
                        : "the container engine at " + endpoint + " is not usable: " + message,
                e);
    }
}

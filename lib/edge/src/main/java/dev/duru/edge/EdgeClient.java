package dev.duru.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Talks to a running edge's control listener. Safe for many threads. Every method throws {@link
 * EdgeException.Unreachable} when the edge does not answer; it serves on with what it has.
 */
public final class EdgeClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 20;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final EdgeJson json = EdgeJson.lenient();
    private final URI base;
    private final String token;

    /**
     * A client for the control listener at a port of this machine.
     *
     * @param controlPort as {@link EdgeProcess.Running#controlPort} tells it
     * @param token what the edge's data folder holds in {@code token}
     */
    public EdgeClient(int controlPort, String token) {
        this.base = URI.create("http://127.0.0.1:" + controlPort);
        this.token = token;
    }

    record Ping(String instance, long pid) {}

    Ping ping() {
        return json.read(call("GET", "/ping", new byte[0]), Ping.class, "the answer to /ping");
    }

    /** The document in force. */
    public EdgeConfig current() {
        return json.read(call("GET", "/config", new byte[0]), EdgeConfig.class, "the document");
    }

    /**
     * Puts a document in force. When this returns it is kept on disk and every new request follows
     * it.
     *
     * @throws EdgeException.Conflict when its version does not follow the one in force
     * @throws EdgeException.Invalid when the edge refuses it
     */
    public EdgeConfig apply(EdgeConfig config) {
        return json.read(
                call("PUT", "/config", json.write(config)), EdgeConfig.class, "the document");
    }

    /**
     * Replaces the routes by what the function makes of them, again and again until no other change
     * came in between.
     *
     * @param change gets the routes in force; may be called more than once
     */
    public EdgeConfig change(Function<List<EdgeConfig.Route>, List<EdgeConfig.Route>> change) {
        return revise(before -> before.next(change.apply(before.routes())));
    }

    /**
     * Replaces the document by what the function makes of it, again and again until no other change
     * came in between.
     *
     * @param change gets the document in force, and gives one of any version; may be called more
     *     than once
     */
    public EdgeConfig revise(UnaryOperator<EdgeConfig> change) {
        EdgeException.Conflict last = null;
        for (int i = 0; i < TRIES; i++) {
            EdgeConfig before = current();
            EdgeConfig after = change.apply(before);
            try {
                return apply(new EdgeConfig(before.version() + 1, after.routes(), after.front()));
            } catch (EdgeException.Conflict conflict) {
                last = conflict;
            }
        }
        throw last == null ? new EdgeException.Conflict("no try was made") : last;
    }

    /** The counters now. */
    public EdgeSnapshot snapshot() {
        return json.read(call("GET", "/snapshot", new byte[0]), EdgeSnapshot.class, "the snapshot");
    }

    /** The counters in Prometheus' text format 0.0.4. */
    public String metrics() {
        return new String(call("GET", "/metrics", new byte[0]), StandardCharsets.UTF_8);
    }

    /** Ends the connections to the control listener. The edge runs on. */
    @Override
    public void close() {
        http.close();
    }

    private byte[] call(String method, String path, byte[] body) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(PATIENCE)
                        .method(
                                method,
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new EdgeException.Unreachable(
                    "the edge's control listener at " + base + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EdgeException.Unreachable("interrupted while asking the edge", e);
        }
        return switch (response.statusCode()) {
            case 200 -> response.body();
            case 400 -> throw new EdgeException.Invalid(detail(response.body()));
            case 503 -> throw new EdgeException.Unreachable(detail(response.body()));
            case 409 -> throw new EdgeException.Conflict(detail(response.body()));
            default ->
                    throw new EdgeException(
                            "the edge answered "
                                    + response.statusCode()
                                    + ": "
                                    + detail(response.body()));
        };
    }

    private record Problem(String detail) {}

    private String detail(byte[] body) {
        try {
            return json.read(body, Problem.class, "the answer").detail();
        } catch (EdgeException.Invalid notJson) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}

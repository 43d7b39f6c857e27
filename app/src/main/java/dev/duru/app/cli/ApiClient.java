package dev.duru.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of one Duru's REST interface.
 *
 * <p>Answers are JSON trees; what the server refuses comes back as the {@link ProblemException}
 * that it sent (RFC 9457), and a server that cannot be reached as RESOURCE.
 */
public final class ApiClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG_PATIENCE = Duration.ofHours(6);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final URI server;
    private final Optional<String> authorization;

    private ApiClient(URI server, Optional<String> authorization) {
        this.server = server;
        this.authorization = authorization;
    }

    /** Somebody who is not signed in. */
    public static ApiClient anonymous(URI server) {
        return new ApiClient(server, Optional.empty());
    }

    /** Somebody with a personal access token. */
    public static ApiClient withToken(URI server, String token) {
        return new ApiClient(server, Optional.of("Bearer " + token));
    }

    /** Somebody with a name and a password. */
    public static ApiClient withPassword(URI server, String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        return new ApiClient(server, Optional.of("Basic " + pair));
    }

    public URI server() {
        return server;
    }

    /** The JSON under a path such as {@code /api/v1/projects}. */
    public JsonNode read(String path) {
        return exchange("GET", path, null);
    }

    /** Sends a body, a record or a map; the answer is a null node when there is none. */
    public JsonNode send(String method, String path, @Nullable Object body) {
        return exchange(method, path, body);
    }

    /** Any text, such as a log. */
    public String text(String path) {
        return answer(request("GET", path, null)).body();
    }

    /** A name as a part of a path or a query. */
    static String part(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** Reads a stream of server-sent events to its end; each with its kind and its data. */
    void events(String path, BiConsumer<String, String> onEvent) {
        HttpRequest request = request("GET", path, null, LONG_PATIENCE);
        HttpResponse<Stream<String>> response = send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() >= 400) {
                throw new ProblemException(
                        code(response.statusCode()),
                        path + " was answered with status " + response.statusCode());
            }
            lines.forEach(new EventLines(onEvent));
        } catch (java.io.UncheckedIOException e) {
            throw new ProblemException(
                    Problem.Code.RESOURCE, "the connection to " + server + " broke off", e);
        }
    }

    /** Writes an answer of any size into a file that is there. */
    public void download(String path, Path file) {
        HttpRequest request = request("GET", path, null, LONG_PATIENCE);
        HttpResponse<Path> response =
                send(
                        request,
                        info ->
                                info.statusCode() < 400
                                        ? HttpResponse.BodySubscribers.ofFile(
                                                file, StandardOpenOption.WRITE)
                                        : HttpResponse.BodySubscribers.replacing(file));
        if (response.statusCode() >= 400) {
            // The document that says why is small; ask for it.
            answer(request("GET", path, null));
            throw ProblemException.conflict(
                    server + path + " refused, and then did not; try again");
        }
    }

    private JsonNode exchange(String method, String path, @Nullable Object body) {
        HttpResponse<String> response = answer(request(method, path, body));
        if (response.body().isBlank()) {
            return JSON.nullNode();
        }
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw ProblemException.internal(server + path + " did not answer with JSON", e);
        }
    }

    private HttpRequest request(String method, String path, @Nullable Object body) {
        return request(method, path, body, PATIENCE);
    }

    private HttpRequest request(
            String method, String path, @Nullable Object body, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(patience)
                        .header("Accept", "application/json, text/plain;q=0.5");
        authorization.ifPresent(value -> request.header("Authorization", value));
        if (body == null) {
            return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }

    private HttpResponse<String> answer(HttpRequest request) {
        HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new ProblemException(code(response.statusCode()), detail(response));
        }
        return response;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.Code.RESOURCE,
                    "no Duru answers at " + server + "; is it running, and is the address right?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.Code.RESOURCE, "interrupted while waiting for " + server, e);
        }
    }

    private static Problem.Code code(int status) {
        return Arrays.stream(Problem.Code.values())
                .filter(code -> code.status() == status)
                .findFirst()
                .orElse(status < 500 ? Problem.Code.USER : Problem.Code.INTERNAL);
    }

    private static String detail(HttpResponse<String> response) {
        try {
            JsonNode detail = JSON.readTree(response.body()).path("detail");
            if (detail.isString()) {
                return detail.stringValue();
            }
        } catch (JacksonException e) {
            // not a problem document; say what is known
        }
        return response.request().method()
                + " "
                + response.uri().getPath()
                + " was answered with status "
                + response.statusCode();
    }

    @Override
    public void close() {
        http.close();
    }
}

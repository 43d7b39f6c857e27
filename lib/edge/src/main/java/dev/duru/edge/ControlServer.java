package dev.duru.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The control listener: loopback only, bearer token on every request.
 *
 * <pre>
 * GET  /ping      who runs              GET /snapshot   counters as JSON
 * GET  /config    document in force     GET /metrics    counters as Prometheus' text
 * PUT  /config    the next document: 200 kept and in force, 400 invalid, 409 another came before
 * </pre>
 */
final class ControlServer implements AutoCloseable {
    private static final int MOST_BYTES = 8 << 20;

    private final HttpServer http;
    private final EdgeServer edge;
    private final byte[] token;
    private final String instance;
    private final EdgeJson json = EdgeJson.strict();

    ControlServer(EdgeServer edge, String token, String instance, int port) throws IOException {
        this.edge = edge;
        this.token = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.instance = instance;
        this.http =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
    }

    int port() {
        return http.getAddress().getPort();
    }

    void start() {
        http.start();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null
                    || !MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
                answer(exchange, 401, json.write(problem("the bearer token is wrong or missing")));
                return;
            }
            try {
                route(exchange);
            } catch (EdgeException.Conflict e) {
                answer(exchange, 409, json.write(problem(String.valueOf(e.getMessage()))));
            } catch (EdgeException.Invalid e) {
                answer(exchange, 400, json.write(problem(String.valueOf(e.getMessage()))));
            } catch (EdgeException.Leaving e) {
                answer(exchange, 503, json.write(problem(String.valueOf(e.getMessage()))));
            } catch (EdgeException | IOException e) {
                answer(exchange, 500, json.write(problem(String.valueOf(e.getMessage()))));
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (what) {
            case "GET /ping" ->
                    answer(
                            exchange,
                            200,
                            json.write(
                                    Map.of(
                                            "instance",
                                            instance,
                                            "pid",
                                            ProcessHandle.current().pid(),
                                            "listeners",
                                            edge.listeners().ports(),
                                            "troubles",
                                            edge.troubles())));
            case "GET /config" -> answer(exchange, 200, json.write(edge.current()));
            case "PUT /config" -> {
                byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
                if (body.length > MOST_BYTES) {
                    throw new EdgeException.Invalid(
                            "the document is above " + MOST_BYTES + " bytes");
                }
                EdgeConfig config = json.read(body, EdgeConfig.class, "the document");
                answer(exchange, 200, json.write(edge.apply(config)));
            }
            case "GET /snapshot" -> answer(exchange, 200, json.write(edge.snapshot(instance)));
            case "GET /metrics" -> {
                exchange.getResponseHeaders()
                        .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                answer(exchange, 200, edge.metrics().getBytes(StandardCharsets.UTF_8));
            }
            default -> answer(exchange, 404, json.write(problem("there is no " + what)));
        }
    }

    private static Map<String, String> problem(String detail) {
        return Map.of("detail", detail);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

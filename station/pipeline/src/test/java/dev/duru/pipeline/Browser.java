package dev.duru.pipeline;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, driven by the WebDriver protocol (W3C) through Debian's chromedriver. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String base;
    private String session = "";

    /** Whether there is one on this machine. */
    static boolean isThere() {
        return Stream.of("chromedriver", "chromium")
                .allMatch(name -> Files.isExecutable(Path.of("/usr/bin", name)));
    }

    Browser(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        base = "http://127.0.0.1:" + port;
        driver =
                new ProcessBuilder("/usr/bin/chromedriver", "--port=" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("chromedriver.log").toFile())
                        .start();
        await(() -> ready());
        JsonNode made =
                call(
                        "POST",
                        "/session",
                        Map.of(
                                "capabilities",
                                Map.of("alwaysMatch", capabilities(folder.resolve("profile")))));
        session = "/session/" + made.path("sessionId").asString();
    }

    private static Map<String, Object> capabilities(Path profile) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("browserName", "chrome");
        wanted.put(
                "goog:chromeOptions",
                Map.of(
                        "args",
                        List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--window-size=1280,900",
                                "--user-data-dir=" + profile)));
        return wanted;
    }

    private boolean ready() {
        try {
            return send("GET", "/status", "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> send(String method, String path, String body) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(Duration.ofSeconds(60))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode call(String method, String path, Object body) {
        try {
            HttpResponse<String> answer = send(method, path, JSON.writeValueAsString(body));
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + ": " + answer.body());
            }
            return JSON.readTree(answer.body()).path("value");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a page, signed in by a session cookie. */
    void open(String origin, String path, String cookie) {
        call("POST", session + "/url", Map.of("url", origin + "/assets/none"));
        call(
                "POST",
                session + "/cookie",
                Map.of("cookie", Map.of("name", "duru_session", "value", cookie)));
        call("POST", session + "/url", Map.of("url", origin + path));
    }

    /** The value of a script, {@code return …}. */
    JsonNode script(String script) {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Waits until a script's value is true. */
    void awaitTrue(String script) {
        try {
            await(() -> script("return !!(" + script + ")").asBoolean());
        } catch (AssertionError e) {
            String page = "return document.title + ' ' + document.body.innerText.slice(0, 2000)";
            throw new AssertionError(script + ": " + script(page).asString(), e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come true in 30 seconds");
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        try {
            if (!session.isEmpty()) {
                send("DELETE", session, "");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            driver.destroy();
            http.close();
        }
    }
}

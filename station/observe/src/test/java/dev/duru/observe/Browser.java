package dev.duru.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page in a headless Chromium, spoken to by the protocol of its developer tools. */
final class Browser implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final WebSocket socket;
    private String session = "";

    /** Skips the test where there is no Chromium. */
    Browser(Path folder) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "Chromium is not there: install the package chromium");
        Path profile = Files.createDirectories(folder.resolve("profile"));
        ProcessBuilder program =
                new ProcessBuilder(
                                PROGRAM.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--window-size=1280,900",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("chromium.log").toFile());
        program.environment().put("TMPDIR", folder.toString());
        process = program.start();
        Path port = profile.resolve("DevToolsActivePort");
        Bench.await("Chromium listens", () -> listens(port));
        List<String> lines = Files.readAllLines(port);
        socket =
                http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)),
                                new Incoming())
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target =
                call("Target.createTarget", Map.of("url", "about:blank"))
                        .path("targetId")
                        .asString();
        session =
                call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .path("sessionId")
                        .asString();
        call("Runtime.enable", Map.of());
        call("Network.enable", Map.of());
    }

    private static boolean listens(Path port) {
        try {
            return Files.exists(port) && Files.readAllLines(port).size() == 2;
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens a page as somebody. */
    void open(String url, String token) {
        call(
                "Network.setExtraHTTPHeaders",
                Map.of("headers", Map.of("Authorization", "Bearer " + token)));
        call("Page.navigate", Map.of("url", url));
        await("document.readyState === 'complete'");
    }

    /** The value of an expression of JavaScript; a promise is awaited. */
    JsonNode ask(String expression) {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "awaitPromise",
                                true,
                                "returnByValue",
                                true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** The text of the first element of a selector. */
    String text(String selector) {
        return ask("document.querySelector(" + JSON.writeValueAsString(selector) + ")?.textContent")
                .asString("");
    }

    /** Until an expression of JavaScript is true. */
    void await(String expression) {
        Bench.await(
                expression + "; the page says: " + errors,
                () -> ask("!!(" + expression + ")").asBoolean());
    }

    /** Until the text of an element is so. */
    void await(String selector, Predicate<String> fits) {
        Bench.await("the text of " + selector, () -> fits.test(text(selector)));
    }

    /** Types into what has the focus, letter by letter. */
    void type(String text) {
        for (char c : text.toCharArray()) {
            call("Input.dispatchKeyEvent", Map.of("type", "char", "text", String.valueOf(c)));
        }
    }

    /** Presses a key by its name, such as {@code ArrowDown}. */
    void press(String key) {
        Map<String, Object> event = new LinkedHashMap<>(Map.of("key", key, "code", key));
        switch (key) {
            case "Enter" -> event.putAll(Map.of("windowsVirtualKeyCode", 13, "text", "\r"));
            case "Tab" -> event.put("windowsVirtualKeyCode", 9);
            default -> {}
        }
        event.put("type", event.containsKey("text") ? "keyDown" : "rawKeyDown");
        call("Input.dispatchKeyEvent", event);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** What scripts of the page threw. */
    List<String> errors() {
        synchronized (errors) {
            return List.copyOf(errors);
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int number = numbers.incrementAndGet();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", number);
        message.put("method", method);
        message.put("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        try {
            socket.sendText(JSON.writeValueAsString(message), true)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            JsonNode body = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (body.has("error")) {
                throw new AssertionError(method + ": " + body.path("error"));
            }
            return body.path("result");
        } catch (Exception e) {
            throw new AssertionError(method + " got no answer", e);
        }
    }

    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                JsonNode message = JSON.readTree(part.toString());
                part.setLength(0);
                if (message.path("method").asString("").equals("Runtime.exceptionThrown")) {
                    synchronized (errors) {
                        errors.add(message.path("params").toString());
                    }
                }
                CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(0));
                if (answer != null) {
                    answer.complete(message);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        http.close();
    }
}

package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Duru in a process of its own, on ports that stay the same over restarts, that can be killed. */
final class DuruProcess implements AutoCloseable {
    private static final Pattern LINK = Pattern.compile("password at (http\\S+)");

    private final Path data;
    private final Path output;
    private final int port;
    private final int edgePort;
    private Process process;

    private DuruProcess(Path folder) throws IOException {
        this.data = folder.resolve("data");
        this.output = folder.resolve("duru.log");
        this.port = freePort();
        this.edgePort = freePort();
        this.process = launch();
    }

    /** Starts one and waits until it is ready. */
    static DuruProcess start(Path folder) throws IOException {
        DuruProcess duru = new DuruProcess(folder);
        duru.awaitReady();
        return duru;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int edgePort() {
        return edgePort;
    }

    Path data() {
        return data;
    }

    String output() throws IOException {
        return Files.readString(output, UTF_8);
    }

    /** The one-time link that the first start printed. */
    URI setupLink() throws IOException {
        Matcher matcher = LINK.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("no link in: " + output());
        }
        return URI.create(matcher.group(1));
    }

    /** {@code kill -9}, and nothing else: what it started goes on. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the killed process is still there");
        }
    }

    /** Starts it again on the same data and ports, and waits until it is ready. */
    void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    private Process launch() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "-Djdk.virtualThreadScheduler.parallelism=8",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.duru.app.Main"));
        command.addAll(
                List.of("up", "--data", data.toString(), "--port", String.valueOf(port), "--edge-port", String.valueOf(edgePort)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    private void awaitReady() throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url().resolve("/readyz")).timeout(Duration.ofSeconds(5)).build();
            Await.until(
                    "Duru is ready",
                    Duration.ofSeconds(60),
                    () -> {
                        if (!process.isAlive()) {
                            throw new AssertionError("Duru ended at its start: " + output());
                        }
                        try {
                            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
                        } catch (IOException e) {
                            return false;
                        }
                    });
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends it and everything that it deployed. */
    @Override
    public void close() {
        process.destroyForcibly();
        Leftovers.endThoseIn(data);
    }
}

package dev.duru.tsdb.differential;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Prometheus, with blocks made of a text or with what it is sent. */
final class Prometheus implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/prometheus");
    private static final Path TOOL = Path.of("/usr/bin/promtool");

    private final Process process;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    private Prometheus(Process process, int port) {
        this.process = process;
        this.address = "http://127.0.0.1:" + port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(SERVER) && Files.isExecutable(TOOL);
    }

    static Prometheus start(Path folder, String openMetrics) throws Exception {
        Path text = folder.resolve("series.om");
        Files.writeString(text, openMetrics);
        Path data = folder.resolve("data");
        Process blocks =
                new ProcessBuilder(
                                TOOL.toString(),
                                "tsdb",
                                "create-blocks-from",
                                "openmetrics",
                                text.toString(),
                                data.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(blocks.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (blocks.waitFor() != 0) {
            throw new IOException("promtool: " + said);
        }
        return start(folder, data);
    }

    /** Starts one without samples that takes remote writes of native histograms. */
    static Prometheus empty(Path folder) throws Exception {
        return start(
                folder,
                folder.resolve("data"),
                "--web.enable-remote-write-receiver",
                "--enable-feature=native-histograms");
    }

    private static Prometheus start(Path folder, Path data, String... options) throws Exception {
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, "global: {}\n");
        int port = freePort();
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                SERVER.toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + data,
                                "--storage.tsdb.retention.time=100y",
                                "--web.listen-address=127.0.0.1:" + port));
        argv.addAll(List.of(options));
        Process process =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        Prometheus prometheus = new Prometheus(process, port);
        prometheus.awaitReady();
        return prometheus;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline) {
            try {
                HttpRequest request =
                        HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IOException("prometheus ended", notYet);
                }
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IOException("prometheus is not ready");
    }

    /** Has it take a request of remote write 1. */
    void write(byte[] request) throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(address + "/api/v1/write"))
                                .header("Content-Encoding", "snappy")
                                .header("Content-Type", "application/x-protobuf")
                                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    /** An instant query's answer as JSON. */
    String instant(String query, long millis) throws Exception {
        return ask("/api/v1/query?time=" + millis / 1000 + "&query=" + encoded(query));
    }

    /** A range query's answer as JSON. */
    String range(String query, long from, long to, long step) throws Exception {
        return ask(
                "/api/v1/query_range?start=%d&end=%d&step=%d&query=%s"
                        .formatted(from / 1000, to / 1000, step / 1000, encoded(query)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String ask(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
    }
}

package dev.duru.observe;

import dev.duru.observe.query.QueryServer;
import dev.duru.observe.remote.Incoming;
import dev.duru.observe.remote.WriteMessages;
import dev.duru.tsdb.wire.Snappy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Debian's prometheus, which takes remote write, for the time of a test. */
final class PrometheusServer implements AutoCloseable {
    private final Program program;
    private final HttpClient client = HttpClient.newHttpClient();
    final String url;

    private PrometheusServer(Program program, String url) {
        this.program = program;
        this.url = url;
    }

    /** One that scrapes nothing. Skips the test where there is none. */
    static PrometheusServer start(Path folder) throws IOException {
        return start(folder, Program.freePort(), "scrape_configs: []\n");
    }

    /** One with a configuration. Skips the test where there is none. */
    static PrometheusServer start(Path folder, int port, String config, String... more)
            throws IOException {
        Assumptions.assumeTrue(Program.isInstalled("prometheus"), "prometheus is not installed");
        Path file = Files.writeString(folder.resolve("prometheus-server.yml"), config);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                                "--web.enable-remote-write-receiver",
                                "--enable-feature=native-histograms,exemplar-storage",
                                "--web.listen-address=127.0.0.1:" + port));
        arguments.addAll(List.of(more));
        Program program = Program.start(folder, "prometheus", arguments);
        PrometheusServer server = new PrometheusServer(program, "http://127.0.0.1:" + port);
        Bench.await("prometheus is ready", () -> server.status("/-/ready") == 200);
        return server;
    }

    /** What it answers to a query, or {@code ""} while it does not. */
    String query(String query) {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    /** What it answers, or {@code ""} while it does not. */
    String get(String path) {
        return Program.get(url + path);
    }

    String log() throws IOException {
        return program.log();
    }

    QueryServer asked() {
        return QueryServer.open(URI.create(url));
    }

    private int status(String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url + path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            return 0;
        }
    }

    void feed(List<Incoming> samples) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(
                        packed(url + "/api/v1/write", WriteMessages.write1(samples)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw new IOException(
                    response.statusCode()
                            + " "
                            + new String(response.body(), StandardCharsets.UTF_8)
                            + program.log());
        }
    }

    /** A message to be posted, as the remote protocols want it. */
    static HttpRequest.Builder packed(String url, byte[] message) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Snappy.pack(message)));
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}

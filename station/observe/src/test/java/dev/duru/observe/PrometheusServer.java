package dev.duru.observe;

import dev.duru.observe.query.QueryServer;
import dev.duru.observe.remote.Incoming;
import dev.duru.observe.remote.WriteMessages;
import dev.duru.tsdb.wire.Snappy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Skips the test where there is none. */
    static PrometheusServer start(Path folder) throws IOException {
        Assumptions.assumeTrue(Program.isInstalled("prometheus"), "prometheus is not installed");
        int port = Program.freePort();
        Path config = Files.writeString(folder.resolve("empty.yml"), "scrape_configs: []\n");
        Program program =
                Program.start(
                        folder,
                        "prometheus",
                        List.of(
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.enable-remote-write-receiver",
                                "--enable-feature=native-histograms,exemplar-storage",
                                "--web.listen-address=127.0.0.1:" + port));
        PrometheusServer server = new PrometheusServer(program, "http://127.0.0.1:" + port);
        Bench.await("prometheus is ready", () -> server.status("/-/ready") == 200);
        return server;
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
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1/write"))
                                .header("Content-Type", "application/x-protobuf")
                                .header("Content-Encoding", "snappy")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                Snappy.pack(WriteMessages.write1(samples))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + " " + response.body() + program.log());
        }
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}

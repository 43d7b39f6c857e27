package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.duru.edge.EdgeClient;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.EdgeProcess;
import dev.duru.kernel.Fact;
import dev.duru.tsdb.query.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From real requests through a real edge to signals, queries and graphs. */
class SignalsTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    @TempDir Path folder;

    private final AtomicInteger count = new AtomicInteger();
    private HttpServer app;
    private EdgeProcess edge;
    private EdgeProcess.Running running;

    /** An application that fails each fifth request, and an edge before it. */
    @BeforeEach
    void start() throws IOException {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext(
                "/",
                exchange -> {
                    int status = count.incrementAndGet() % 5 == 0 ? 500 : 204;
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        app.start();
        edge =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                folder.resolve("edge"), "127.0.0.1", 0));
        running = edge.ensureRunning();
    }

    @AfterEach
    void stop() {
        edge.stop(Duration.ofSeconds(5));
        app.stop(0);
    }

    private void send(EdgeClient client, int requests) throws Exception {
        client.change(routes -> List.of(route(app.getAddress().getPort())));
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < requests; i++) {
                http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.dataPort()))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private static Signals signals(Bench bench, String release) {
        return bench.observe.signals("team/shop", "production", release, Duration.ofMinutes(1));
    }

    @Test
    void whatPassesTheEdgeIsMeasuredByRelease() throws Exception {
        try (EdgeClient client = running.client();
                Bench bench = new Bench(folder, client::metrics)) {
            Bench.await("the first scrape", () -> bench.observe.edgeProblem().isEmpty());
            send(client, 50);
            Signals.Measured measured = (Signals.Measured) signals(bench, "7");
            assertThat(measured.requests()).isEqualTo(50);
            assertThat(measured.errors()).isEqualTo(10);
            assertThat(measured.errorRatio()).isEqualTo(0.2);
            assertThat(measured.p50()).isBetween(0.0, 1.0);
            assertThat(measured.p99()).isGreaterThanOrEqualTo(measured.p50());
            assertThat(signals(bench, "8")).isInstanceOf(Signals.NoTraffic.class);
            assertThat(bench.observe.query("duru_error_ratio{env=\"production\"}", Instant.now()))
                    .isInstanceOfSatisfying(
                            Value.Vector.class,
                            vector ->
                                    assertThat(vector.samples())
                                            .singleElement()
                                            .satisfies(s -> assertThat(s.value()).isEqualTo(0.2)));
            edge.stop(Duration.ofSeconds(5));
            Bench.await("the edge is missed", () -> !bench.observe.edgeProblem().isEmpty());
            assertThat(signals(bench, "7"))
                    .isInstanceOfSatisfying(
                            Signals.NoTraffic.class,
                            none -> assertThat(none.why()).contains("cannot be read"));
        }
    }

    @Test
    void aGraphShowsSignalsAndWhatHappened() throws Exception {
        try (EdgeClient client = running.client();
                Bench bench = new Bench(folder, client::metrics)) {
            Bench.await("the first scrape", () -> bench.observe.edgeProblem().isEmpty());
            send(client, 10);
            bench.database.update(tx ->
                    tx.append(
                            new Fact.ReleaseDeployed(
                                    Bench.SHOP, COMMIT, 7, "production", "sha256:1", "")));
            signals(bench, "7");
            Graph graph =
                    bench.observe.graph(
                            Bench.SHOP,
                            "production",
                            Instant.now().minusSeconds(60),
                            Instant.now().plusSeconds(1));
            assertThat(graph.markers())
                    .extracting(Graph.Marker::kind, Graph.Marker::release)
                    .containsExactly(Tuple.tuple("deployed", 7L));
            assertThat(graph.lines())
                    .extracting(Graph.Line::signal)
                    .containsExactlyInAnyOrder(
                            "error_ratio", "request_rate", "in_flight", "p50", "p95", "p99");
            assertThat(Observe.svg(graph, "error_ratio"))
                    .startsWith("<svg")
                    .contains("<path")
                    .contains("deployed 7")
                    .doesNotContain("style=");
        }
    }

    private static EdgeConfig.Route route(int port) {
        return EdgeConfig.Route.of(
                "*",
                List.of(
                        new EdgeConfig.Release(
                                "7",
                                new EdgeConfig.Labels("team/shop", "production", "7", "0123456"),
                                1,
                                List.of("127.0.0.1:" + port),
                                false)));
    }
}

package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series and queries without end; targets that misbehave otherwise are in {@link ScrapeTest}. */
class ContainedTest {
    @TempDir Path folder;

    private static void serve(HttpServer server, String path, String page) {
        server.createContext(
                path,
                exchange -> {
                    byte[] body = page.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void seriesWithoutEndTakeNoRoomFromOthersAndAreNamed() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(
                server,
                "/bomb",
                IntStream.range(0, 4_000)
                        .mapToObj(i -> "requests{user=\"" + i + "\"} 1\n")
                        .collect(Collectors.joining()));
        serve(server, "/good", "good_metric 7\n");
        server.start();
        String target =
                "static_configs: [{ targets: ['127.0.0.1:%d'] }]"
                        .formatted(server.getAddress().getPort());
        Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: { scrape_interval: 300ms, scrape_timeout: 300ms }
                scrape_configs:
                  - { job_name: bomb, scrape_timeout: 10s, scrape_interval: 10s, metrics_path: /bomb, %1$s }
                  - { job_name: good, metrics_path: /good, %1$s }
                """
                        .formatted(target));
        try (Bench bench = new Bench(folder, () -> "")) {
            Bench.await(
                    "the page names who makes too many series",
                    () ->
                            bench.ask("/targets", "root")
                                    .body()
                                    .matches("(?s).*notice-bad[^<]*>[^<]*bomb.*"));
            Bench.await(
                    "the other target goes on",
                    () ->
                            bench.ask("/api/v1/query?query=good_metric", "root")
                                    .body()
                                    .contains("\"7\""));
            assertThat(bench.ask("/targets", "root").body()).contains("samples were refused");
            String count = bench.ask("/api/v1/query?query=count(requests)", "root").body();
            assertThat(count).containsPattern("\"2[0-9]{3}\"");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aQueryWithoutEndIsStoppedAndSaysWhy() throws Exception {
        try (Bench bench = new Bench(folder, () -> "")) {
            HttpResponse<String> endless =
                    bench.ask(
                            "/api/v1/query?timeout=200ms&query=sum_over_time(vector(time())%5B50000h:1s%5D)",
                            "root");
            assertThat(endless.statusCode()).isIn(422, 503);
            assertThat(endless.body()).containsPattern("timed out|too many samples");
            HttpResponse<String> wide =
                    bench.ask("/api/v1/query_range?start=0&end=1700000000&step=1&query=up", "root");
            assertThat(wide.statusCode()).isEqualTo(400);
            assertThat(wide.body()).contains("exceeded maximum resolution");
            assertThat(bench.ask("/api/v1/query?query=1%2B1", "root").body()).contains("\"2\"");
        }
    }
}

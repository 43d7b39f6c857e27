package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong stays where it is, and pages name it: series without end, a target that is slow,
 * a page that is none, a query for everything.
 */
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

    /** The slow one never ends its page. */
    @Test
    void aSlowTargetAndAWrongPageAreNamedAndHinderNobody() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        CountDownLatch end = new CountDownLatch(1);
        server.createContext(
                "/slow",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("slow_metric 1\n".getBytes());
                    exchange.getResponseBody().flush();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        serve(server, "/wrong", "fine 1\nwrong{x=\"y\" 2\n");
        serve(server, "/good", "good_metric 7\n");
        server.start();
        StringBuilder jobs = new StringBuilder();
        for (String name : List.of("slow", "wrong", "good")) {
            jobs.append(
                    "  - { job_name: %1$s, metrics_path: /%1$s, static_configs: [{ targets: ['127.0.0.1:%2$d'] }] }\n"
                            .formatted(name, server.getAddress().getPort()));
        }
        Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: { scrape_interval: 300ms, scrape_timeout: 300ms }\nscrape_configs:\n"
                        + jobs);
        try (Bench bench = new Bench(folder, () -> "")) {
            Bench.await(
                    "the page names both",
                    () -> {
                        String page = bench.ask("/targets", "root").body();
                        return page.contains("the target is too slow: no whole page within 0.3 s")
                                && page.contains(
                                        "line 2, column 13: expected , or } after a label");
                    });
            Bench.await(
                    "the good one is read",
                    () ->
                            bench.ask("/api/v1/query?query=good_metric", "root")
                                    .body()
                                    .contains("\"7\""));
            for (String none : List.of("slow_metric", "fine")) {
                assertThat(bench.ask("/api/v1/query?query=" + none, "root").body())
                        .contains("\"result\":[]");
            }
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    /** In a rule, where it comes again and again. */
    @Test
    void aRuleForEverythingIsNamedAndHindersNoOther() throws Exception {
        Files.writeString(
                folder.resolve("rules.yml"),
                """
                groups:
                  - name: g
                    interval: 200ms
                    rules:
                      - { record: everything, expr: 'sum_over_time(vector(time())[50000h:1s])' }
                      - { record: little, expr: 1 + 1 }
                """);
        Files.writeString(folder.resolve("prometheus.yml"), "rule_files: [rules.yml]\n");
        try (Bench bench = new Bench(folder, () -> "")) {
            Bench.await(
                    "the page names it",
                    () ->
                            bench.ask("/rules", "root")
                                    .body()
                                    .contains("query processing would load too many samples"));
            Bench.await(
                    "the other goes on",
                    () -> bench.ask("/api/v1/query?query=little", "root").body().contains("\"2\""));
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

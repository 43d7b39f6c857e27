package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.scrape.Deployed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that behave, and those that do not. */
class ScrapeTest {
    private record Answer(String type, String body) {}

    @TempDir Path folder;
    private final Map<String, Answer> pages = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    Answer answer = pages.get(exchange.getRequestURI().getPath());
                    if (answer == null) {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        exchange.close();
                        return;
                    }
                    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", answer.type());
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private Bench bench(String jobs) throws Exception {
        Path home = Files.createDirectories(folder.resolve("duru"));
        Files.writeString(
                home.resolve("prometheus.yml"),
                "global: { scrape_interval: 200ms, scrape_timeout: 200ms }\nscrape_configs:\n"
                        + jobs.replace("ADDRESS", "127.0.0.1:" + server.getAddress().getPort()));
        return new Bench(home, () -> "");
    }

    private static String job(String name, String more) {
        return "  - { job_name: %s, metrics_path: /%s, static_configs: [{ targets: ['ADDRESS'] }]%s }\n"
                .formatted(name, name, more);
    }

    private static void await(Bench bench, String query, String expected) {
        Bench.await(
                query + " gives " + expected,
                () -> bench.ask("/api/v1/query?query=" + query, "root").body().contains(expected));
    }

    @Test
    void whatTargetsDoWrongIsContainedAndNamed() throws Exception {
        pages.put("/good", new Answer("text/plain; version=0.0.4", "a{job=\"theirs\"} 1\n"));
        pages.put("/invalid", new Answer("text/plain", "a 1\nb{x=\"y\" 2\n"));
        pages.put("/unended", new Answer("application/openmetrics-text; version=1.0.0", "a 1\n"));
        String many =
                IntStream.range(0, 50)
                        .mapToObj(i -> "m{i=\"" + i + "\"} 1\n")
                        .collect(Collectors.joining());
        pages.put("/explodes", new Answer("text/plain", many));
        pages.put("/large", new Answer("text/plain", many));
        pages.put("/labels", new Answer("text/plain", "a{b=\"c\",d=\"e\"} 1\n"));
        try (Bench bench =
                bench(
                        job("good", "")
                                + job("invalid", "")
                                + job("unended", "")
                                + job("slow", "")
                                + job("explodes", ", sample_limit: 40")
                                + job("large", ", body_size_limit: 100B")
                                + job("labels", ", label_limit: 4"))) {
            await(bench, "a%7Bjob=%22good%22,exported_job=%22theirs%22%7D", "\"1\"");
            await(bench, "up%7Bjob=%22slow%22%7D", "\"0\"");
            await(bench, "count(up==0)", "\"6\"");
            String targets = bench.ask("/api/v1/targets", "root").body();
            assertThat(targets)
                    .contains("line 2, column 9: expected , or } after a label")
                    .contains("data does not end with # EOF")
                    .contains("the target is too slow: no whole page within 0.2 s")
                    .contains("sample limit exceeded: the page has 50 samples, 40 are taken")
                    .contains("body size limit exceeded: the page is larger than 100 bytes")
                    .contains("label limit exceeded: a series has 5 labels, 4 are taken");
            assertThat(bench.ask("/api/v1/query?query=m", "root").body()).contains("\"result\":[]");
        }
    }

    private void deploy(
            Bench bench, String name, Map<String, String> annotations, Map<String, Integer> ports) {
        bench.deployed.add(
                new Deployed.Replica(
                        ProjectName.parse("team/" + name),
                        "production",
                        1,
                        "v",
                        0,
                        "127.0.0.1:1",
                        annotations,
                        ports));
    }

    /** As pods say it, and as the names of their ports do. */
    @Test
    void replicasSayWhereTheirMetricsAre() throws Exception {
        int port = server.getAddress().getPort();
        pages.put("/stats", new Answer("text/plain", "a 1\n"));
        pages.put("/metrics", new Answer("text/plain", "a 2\n"));
        pages.put("/none", new Answer("text/html", "<html>"));
        try (Bench bench = new Bench(folder, () -> "")) {
            deploy(
                    bench,
                    "said",
                    Map.of(
                            "prometheus.io/scrape",
                            "true",
                            "prometheus.io/port",
                            String.valueOf(port),
                            "prometheus.io/path",
                            "/stats",
                            "prometheus.io/scheme",
                            "http"),
                    Map.of("http", 1));
            deploy(bench, "named", Map.of(), Map.of("http", 1, "proxy-metrics", port));
            deploy(
                    bench,
                    "silent",
                    Map.of("prometheus.io/scrape", "false"),
                    Map.of("metrics", port));
            deploy(
                    bench,
                    "broken",
                    Map.of(
                            "prometheus.io/scrape",
                            "true",
                            "prometheus.io/port",
                            "web",
                            "prometheus.io/path",
                            "none"),
                    Map.of("web", port));
            deploy(bench, "wrong", Map.of("prometheus.io/port", "many"), Map.of());
            await(bench, "a%7Bapp=%22team/said%22,env=%22production%22%7D", "\"1\"");
            await(bench, "a%7Bapp=%22team/named%22%7D", "\"2\"");
            // One that says that it has a page and has none is down.
            await(bench, "up%7Bapp=%22team/broken%22%7D", "\"0\"");
            String page = bench.ask("/targets", "root").body();
            assertThat(page)
                    .contains("http://127.0.0.1:" + port + "/stats")
                    .contains("team/wrong in production, release 1: the annotation")
                    .contains("prometheus.io/port is 'many'")
                    .doesNotContain("team/silent");
            assertThat(bench.ask("/api/v1/http_sd", "root").body())
                    .contains("\"__metrics_path__\":\"/stats\"", "team/broken");
        }
    }

    @Test
    void seriesEndWithTheirTarget() throws Exception {
        pages.put("/good", new Answer("text/plain", "a 1\nb 2\n"));
        try (Bench bench = bench(job("good", ""))) {
            await(bench, "b", "\"2\"");
            pages.put("/good", new Answer("text/plain", "a 1\n"));
            await(bench, "b", "\"result\":[]");
            await(bench, "a", "\"1\"");
            Files.writeString(
                    folder.resolve("duru/prometheus.yml"),
                    "scrape_configs:\n"
                            + job("other", "")
                                    .replace(
                                            "ADDRESS",
                                            "127.0.0.1:" + server.getAddress().getPort()));
            await(bench, "a", "\"result\":[]");
            await(bench, "up%7Bjob=%22good%22%7D", "\"result\":[]");
        }
    }

    @Test
    void openMetricsBringsTimesAndExemplars() throws Exception {
        pages.put(
                "/om",
                new Answer(
                        "application/openmetrics-text; version=1.0.0; charset=utf-8",
                        """
                        # TYPE req counter
                        # UNIT req requests
                        # HELP req Requests.
                        req_total{a="b\\"c"} 5 # {trace_id="abc"} 0.7
                        {"a.b", "l.m"="v"} 1
                        # EOF
                        """));
        try (Bench bench = bench(job("om", ""))) {
            await(bench, "req_total", "\"5\"");
            await(bench, "%7B%22a.b%22%7D", "\"l.m\":\"v\"");
            assertThat(
                            bench.ask(
                                            "/api/v1/query_exemplars?query=rate(req_total%5B1m%5D)",
                                            "root")
                                    .body())
                    .contains("\"trace_id\":\"abc\"")
                    .contains("\"value\":\"0.7\"");
        }
    }
}

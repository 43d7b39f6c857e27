package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.logs.AppOutput;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.web.Texts;
import dev.duru.web.WebServer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages and API over the real server. */
class ObserveRoutesTest {
    private static final String EDGE =
            """
            duru_edge_requests_total{app="team/shop",env="production",release="1",version="v",code="200"} %d
            duru_edge_errors_total{app="team/shop",env="production",release="1",version="v"} 0
            duru_edge_requests_total{app="team/other",env="production",release="1",version="v",code="200"} 7
            """;

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() {
        long begin = System.nanoTime();
        bench = new Bench(folder, () -> EDGE.formatted((System.nanoTime() - begin) / 1_000_000));
        Bench.await(
                "measurements",
                () ->
                        bench.ask("/api/v1/query?query=duru_request_rate", "root")
                                .body()
                                .contains("team/shop"));
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void metricsAreWellFormed() throws Exception {
        HttpResponse<String> response = bench.ask("/metrics", "");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(Scraped.ofText(response.body()).families())
                .extracting(Scraped.Family::name)
                .allMatch(name -> name.startsWith("duru_"))
                .contains("duru_build_info", "duru_memory_used_bytes", "duru_facts_consumer_lag");
        Path promtool = Path.of("/usr/bin/promtool");
        Assumptions.assumeTrue(Files.isExecutable(promtool), "promtool is not installed");
        Process check =
                new ProcessBuilder(promtool.toString(), "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
        check.getOutputStream().write(response.body().getBytes());
        check.getOutputStream().close();
        String said = new String(check.getInputStream().readAllBytes());
        assertThat(check.waitFor()).as(said).isZero();
    }

    @Test
    void metricsAreNotForThoseBehindALocalProxy() throws Exception {
        HttpRequest proxied =
                HttpRequest.newBuilder(bench.request("/metrics", ""), (n, v) -> true)
                        .header("X-Forwarded-For", "203.0.113.7")
                        .build();
        assertThat(
                        bench.client()
                                .send(proxied, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aQueryMayBePostedAsAForm() throws Exception {
        HttpRequest posted =
                HttpRequest.newBuilder(bench.request("/api/v1/query", "root"), (n, v) -> true)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("query=1%2B1&time=12.5"))
                        .build();
        assertThat(bench.client().send(posted, HttpResponse.BodyHandlers.ofString()).body())
                .contains("[12.500,\"2\"]");
    }

    @Test
    void theDocumentOfTheApiNamesEveryCall() {
        String document = bench.ask("/api/v1/openapi.json", "").body();
        for (WebServer.ApiRoute route : bench.server.apiRoutes()) {
            if (!route.pattern().endsWith("openapi.json")) {
                assertThat(document).contains("\"" + route.pattern() + "\"");
            }
        }
    }

    @Test
    void queriesHavePrometheusShape() {
        assertThat(bench.ask("/api/v1/query?query=1%2B1&time=12.5", "root").body())
                .isEqualTo(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[12.500,\"2\"]}}");
        assertThat(bench.ask("/api/v1/query?query=up%5B", "root").body())
                .contains("\"status\":\"error\"")
                .contains("\"errorType\":\"bad_data\"")
                .contains("parse error: unexpected end of input in duration expression");
        String range =
                bench.ask("/api/v1/query_range?query=vector(1)&start=10&end=20&step=5s", "root")
                        .body();
        assertThat(range)
                .contains("\"resultType\":\"matrix\"")
                .contains("[10,\"1\"],[15,\"1\"],[20,\"1\"]");
    }

    @Test
    void aReaderSeesTheirProjectAlone() {
        assertThat(bench.ask("/api/v1/query?query=duru_request_rate", "ann").statusCode())
                .isEqualTo(403);
        String scoped =
                bench.ask("/api/v1/query?project=team/shop&query=duru_edge_requests_total", "ann")
                        .body();
        assertThat(scoped).contains("team/shop").doesNotContain("team/other");
        assertThat(
                        bench.ask(
                                        "/api/v1/projects/team/shop/query?query=duru_edge_requests_total{app=%22team/other%22}"
                                                .replace("{", "%7B")
                                                .replace("}", "%7D"),
                                        "ann")
                                .body())
                .contains("\"result\":[]");
        assertThat(bench.ask("/api/v1/query?project=team/other&query=up", "ann").statusCode())
                .isEqualTo(404);
        assertThat(bench.ask("/team/other/observe", "ann").statusCode()).isEqualTo(404);
        assertThat(bench.ask("/api/v1/query?query=up", "").statusCode()).isEqualTo(401);
    }

    @Test
    void pagesAreRenderedInBothLanguages() throws Exception {
        String page = bench.ask("/team/shop/observe", "ann").body();
        assertThat(page).contains("<h1>Signals</h1>").contains("data-plot=\"error_ratio\"");
        assertThat(page).contains("<svg class=\"graph-extract\"").doesNotContain("style=");
        assertThat(
                        bench.ask("/api/v1/projects/team/shop/graph?environment=production", "ann")
                                .body())
                .contains("\"signal\":\"request_rate\"");
        assertThat(bench.ask("/team/shop/logs", "ann").body()).contains("No lines");
        assertThat(Texts.of("dev.duru.observe", getClass().getClassLoader()).differences())
                .isEmpty();
        assertThat(Texts.of("dev.duru.observe.traces", getClass().getClassLoader()).differences())
                .isEmpty();
        assertThat(Texts.of("dev.duru.observe.logs", getClass().getClassLoader()).differences())
                .isEmpty();
    }

    @Test
    void linesAreFoundAndEscapedAndComeLive() throws Exception {
        Path file = folder.resolve("app.log");
        bench.sources.add(new AppOutput.Source(Bench.SHOP, "production", 1, "v", 0, file));
        Files.writeString(file, "ERROR <b>boom</b>\n");
        Bench.await("the line", () -> bench.texts().size() == 1);
        assertThat(bench.ask("/team/shop/logs?q=BOOM", "ann").body())
                .contains("log-error")
                .contains("&lt;b&gt;<mark>boom</mark>&lt;/b&gt;");
        assertThat(bench.ask("/api/v1/projects/team/shop/logs?q=nothing", "ann").body())
                .isEqualTo("{\"lines\":[],\"before\":0}");
        HttpResponse<InputStream> live =
                bench.client()
                        .send(
                                bench.request("/team/shop/logs/live?q=second", "ann"),
                                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(live.body()))) {
            Files.writeString(file, "first\nsecond line\n", StandardOpenOption.APPEND);
            String line = reader.readLine();
            while (!line.startsWith("data: ")) {
                line = reader.readLine();
            }
            assertThat(line).contains("\"text\":\"second line\"");
        }
    }
}

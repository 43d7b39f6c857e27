package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of targets, rules, alerts and silences over the real server. */
class WatchPagesTest {
    @TempDir Path folder;

    @Test
    void pagesShowWhatIsWatched() throws Exception {
        Files.writeString(
                folder.resolve("rules.yml"),
                "groups: [{ name: g, interval: 100ms, rules: [{ alert: Always, expr: vector(1), labels: { app: team/shop }, annotations: { summary: It is so. } }] }]");
        Files.writeString(
                folder.resolve("prometheus.yml"),
                "rule_files: [rules.yml]\nscrape_configs: [{ job_name: gone, scrape_interval: 100ms, scrape_timeout: 100ms, static_configs: [{ targets: ['127.0.0.1:1'] }] }]");
        try (Bench bench = new Bench(folder, () -> "")) {
            Bench.await(
                    "the target is down",
                    () ->
                            bench.ask("/targets", "root")
                                    .body()
                                    .contains("the target cannot be read"));
            Bench.await(
                    "the alert fires",
                    () -> bench.ask("/alerts", "root").body().contains("It is so."));
            assertThat(bench.ask("/rules", "root").body()).contains("vector(1)", "Always");
            assertThat(bench.ask("/team/shop/alerts", "ann").body()).contains("It is so.");
            assertThat(bench.ask("/silences", "root").body()).contains("name=\"matchers\"");
            assertThat(bench.ask("/targets", "ann").statusCode()).isEqualTo(403);
            for (String page : new String[] {"/targets", "/rules", "/alerts", "/silences"}) {
                HttpResponse<String> korean =
                        bench.client()
                                .send(
                                        HttpRequest.newBuilder(
                                                        bench.request(page, "root"), (n, v) -> true)
                                                .header("Accept-Language", "ko")
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString());
                assertThat(korean.statusCode()).isEqualTo(200);
                assertThat(korean.body()).contains("수집 대상");
            }
            Bench.await(
                    "the machine's own figures",
                    () ->
                            bench.ask("/api/v1/query?query=node_memory_MemTotal_bytes", "root")
                                    .body()
                                    .contains("\"value\":["));
        }
    }
}

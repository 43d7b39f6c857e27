package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.remote.Incoming;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's prometheus and node-exporter on both sides of Duru. */
class RealClientsTest {
    private static final String EDGE =
            """
            # TYPE duru_edge_requests_total counter
            duru_edge_requests_total{app="team/shop",env="production",release="1",version="v",code="200"} 5
            """;

    /** Of a prometheus that does with Duru whatever it can. */
    private static final String CONFIG =
            """
            global: { scrape_interval: 1s, scrape_timeout: 1s, external_labels: { from: prometheus } }
            scrape_configs:
              - job_name: duru
                static_configs: [{ targets: ['%1$s'] }]
              - job_name: federation
                honor_labels: true
                metrics_path: /federate
                params: { 'match[]': ['{__name__=~"duru_edge_.*"}'] }
                static_configs: [{ targets: ['%1$s'] }]
            remote_write:
              - url: http://%1$s/api/v1/write
                send_exemplars: true
                basic_auth: { username: root, password: root }
                queue_config: { batch_send_deadline: 1s }
            remote_read:
              - url: http://%1$s/api/v1/read
                basic_auth: { username: root, password: root }
                read_recent: true
                filter_external_labels: false
                required_matchers: { job: only_in_duru }
            """;

    @TempDir Path folder;

    /** A series that nobody but Duru has. */
    private static void keepHere(Bench bench) {
        long now = System.currentTimeMillis();
        Histogram sizes =
                Histogram.exponential(
                        CounterReset.UNKNOWN,
                        1,
                        new Histogram.Totals(0.001, 1, 6, 21.5),
                        Buckets.at(new int[] {-1, 0, 3}, new double[] {1, 1, 2}),
                        Buckets.from(2, 1));
        List<Incoming.Point> many = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            many.add(
                    new Incoming.Point(
                            now - 500_000 + i * 1000L, i % 7 * 0.25 - (i > 400 ? 1e9 : 0)));
        }
        bench.observe
                .intake()
                .take(
                        List.of(
                                new Incoming(
                                        Labels.of("duru_edge_sizes", "app", "team/shop"),
                                        List.of(),
                                        List.of(new Incoming.HistogramPoint(now, sizes)),
                                        List.of()),
                                new Incoming(
                                        Labels.of("many_here", "job", "only_in_duru"),
                                        many,
                                        List.of(),
                                        List.of())));
        Labels labels = Labels.of("kept_here", "job", "only_in_duru");
        List<Incoming.Point> points = List.of(new Incoming.Point(System.currentTimeMillis(), 42));
        bench.observe.intake().take(List.of(new Incoming(labels, points, List.of(), List.of())));
    }

    @Test
    void prometheusScrapesFederatesWritesAndReads() throws Exception {
        Assumptions.assumeTrue(Program.isInstalled("prometheus"), "prometheus is not installed");
        try (Bench bench = new Bench(Files.createDirectories(folder.resolve("duru")), () -> EDGE)) {
            String duru = URI.create(bench.server.localUrl()).getAuthority();
            keepHere(bench);
            try (PrometheusServer prometheus =
                    PrometheusServer.start(folder, Program.freePort(), CONFIG.formatted(duru))) {
                Bench.await(
                        "prometheus scrapes Duru",
                        () -> prometheus.query("duru_build_info").contains("\"job\":\"duru\""));
                Bench.await(
                        "prometheus federates from Duru",
                        () ->
                                prometheus
                                        .query("duru_edge_requests_total")
                                        .contains("\"app\":\"team/shop\""));
                Bench.await(
                        "prometheus writes to Duru",
                        () ->
                                bench.ask(
                                                "/api/v1/query?query=up%7Bfrom=%22prometheus%22%7D",
                                                "root")
                                        .body()
                                        .contains("\"job\":\"duru\""));
                Bench.await(
                        "prometheus reads from Duru: " + prometheus.log(),
                        () ->
                                prometheus
                                        .query("kept_here{job=\"only_in_duru\"}")
                                        .contains("\"42\""));
                Bench.await(
                        "prometheus federates native histograms",
                        () ->
                                prometheus
                                        .query("histogram_sum(duru_edge_sizes)")
                                        .contains("\"21.5\""));
                String sums =
                        "query=sum_over_time(many_here%7Bjob=%22only_in_duru%22%7D%5B30m%5D)&time="
                                + System.currentTimeMillis() / 1000;
                String here = bench.ask("/api/v1/query?" + sums, "root").body();
                String there = prometheus.get("/api/v1/query?" + sums);
                assertThat(value(there)).isEqualTo(value(here)).isNotEmpty();
            }
        }
    }

    /** The number of the only sample of an answer. */
    private static String value(String answer) {
        int at = answer.indexOf("\"value\":[");
        return at < 0 ? "" : answer.substring(answer.indexOf(',', at), answer.indexOf(']', at));
    }

    @Test
    void nodeExporterIsScraped() throws Exception {
        Assumptions.assumeTrue(
                Program.isInstalled("prometheus-node-exporter"),
                "prometheus-node-exporter is not installed");
        int port = Program.freePort();
        Path home = Files.createDirectories(folder.resolve("duru"));
        Files.writeString(
                home.resolve("prometheus.yml"),
                """
                scrape_configs:
                  - job_name: node
                    scrape_interval: 1s
                    static_configs: [{ targets: ['127.0.0.1:%d'], labels: { rack: a1 } }]
                    metric_relabel_configs:
                      - { source_labels: [__name__], regex: 'node_(load1|cpu_.*|uname_info)', action: keep }
                """
                        .formatted(port));
        try (Program exporter =
                        Program.start(
                                folder,
                                "prometheus-node-exporter",
                                List.of("--web.listen-address=127.0.0.1:" + port));
                Bench bench = new Bench(home, () -> EDGE)) {
            Bench.await(
                    "node-exporter is scraped: " + exporter.log(),
                    () ->
                            bench.ask("/api/v1/query?query=node_load1", "root")
                                    .body()
                                    .contains("\"rack\":\"a1\""));
            assertThat(
                            bench.ask(
                                            "/api/v1/query?query=node_memory_MemFree_bytes%7Bjob=%22node%22%7D",
                                            "root")
                                    .body())
                    .contains("\"result\":[]");
            assertThat(bench.ask("/api/v1/targets", "root").body())
                    .contains("\"scrapePool\":\"node\"")
                    .contains("\"health\":\"up\"");
            assertThat(bench.ask("/api/v1/metadata?metric=node_load1", "root").body())
                    .contains("\"type\":\"gauge\"");
        }
    }
}

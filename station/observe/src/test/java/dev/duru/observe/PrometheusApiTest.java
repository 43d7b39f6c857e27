package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' HTTP API over the real server, asked as its documentation says, and by promtool. */
class PrometheusApiTest {
    private static final String EDGE =
            """
            # HELP duru_edge_requests_total Requests by code.
            # TYPE duru_edge_requests_total counter
            duru_edge_requests_total{app="team/shop",env="production",release="1",version="v",code="200"} 5
            duru_edge_requests_total{app="team/other",env="production",release="1",version="v",code="500"} 7
            """;
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(folder, () -> EDGE);
        Bench.await(
                "measurements",
                () -> body("/api/v1/query?query=duru_edge_requests_total").contains("team/other"));
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private String body(String path) {
        return bench.ask(path, "root").body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/labels?match%5B%5D=duru_edge_requests_total | \"data\":[\"__name__\",\"app\",\"code\",\"env\",\"release\",\"version\"]",
                "/label/app/values?match%5B%5D=duru_edge_requests_total | \"data\":[\"team/other\",\"team/shop\"]",
                "/label/U__app/values | \"team/other\"",
                "/label/app/values?project=team/shop | \"data\":[\"team/shop\"]",
                "/series?match%5B%5D=duru_edge_requests_total%7Bcode=%22500%22%7D | \"data\":[{\"__name__\":\"duru_edge_requests_total\",\"app\":\"team/other\",\"code\":\"500\"",
                "/series?match%5B%5D=duru_edge_requests_total&limit=1 | \"status\":\"success\"",
                "/metadata?metric=duru_edge_requests_total | \"data\":{\"duru_edge_requests_total\":[{\"type\":\"counter\",\"help\":\"Requests by code.\",\"unit\":\"\"}]}",
                "/format_query?query=sum%20by(a)(b) | \"data\":\"sum by (a) (b)\"",
                "/parse_query?query=a%2B1 | \"type\":\"binaryExpr\",\"op\":\"+\"",
                "/query_exemplars?query=a | \"data\":[]",
                "/query_exemplars?query=1 | \"data\":[]",
                "/metadata?limit=1 | \"data\":{\"duru_",
                "/metadata?limit=0&limit_per_metric=1&metric=duru_edge_requests_total | \"type\":\"counter\"",
                "/labels?limit=1 | \"warnings\":[\"results truncated due to limit\"]",
                "/label/app/values?limit=1 | \"data\":[\"team/other\"],\"warnings\":[\"results truncated due to limit\"]",
                "/series?match%5B%5D=duru_edge_requests_total&limit=1 | \"warnings\":[\"results truncated due to limit\"]",
                "/query?query=duru_edge_requests_total&limit=1 | \"warnings\":[\"results truncated due to limit\"]",
                "/query?query=1&time=292277025-08-18T07:12:54.999999999Z&stats=all | \"execQueueTime\":0",
                "/labels?start=-292273086-05-16T16:47:06Z&end=292277025-08-18T07:12:54.999999999Z | \"app\"",
                "/query?query=1&time=2015-07-01T20:10:51.781%2B02:00 | 1435774251.781",
                "/query?query=absent(duru_edge_requests_total%20offset%201y)&lookback_delta=1s | \"1\"",
                "/targets?state=active | \"droppedTargets\":[]",
                "/targets?state=dropped | \"activeTargets\":[]",
                "/targets?scrapePool=edge | \"activeTargets\":[{\"discoveredLabels\":{\"job\":\"edge\"}",
                "/targets/metadata?metric=duru_edge_requests_total | \"data\":[{\"target\":{\"job\":\"edge\"},\"type\":\"counter\",\"help\":\"Requests by code.\",\"unit\":\"\"}]",
                "/targets/metadata?match_target=%7Bjob=%22edge%22%7D&limit=1 | \"metric\":\"duru_edge_requests_total\"",
                "/scrape_pools | \"scrapePools\":[\"duru\",\"edge\"]",
                "/alertmanagers | \"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]",
                "/status/config | \"yaml\":\"",
                "/status/flags | \"query.timeout\":\"2m\"",
                "/status/tsdb?limit=1 | \"seriesCountByMetricName\":[{\"name\":",
                "/status/tsdb/blocks | \"blocks\":[]",
                "/status/walreplay | \"state\":\"done\"",
                "/features | \"promql_functions\":{\"abs\":true",
                "/notifications | \"data\":[]",
                "/rules | \"data\":{\"groups\":[]}",
                "/alerts | \"data\":{\"alerts\":[]}",
                "/targets | \"scrapePool\":\"edge\"",
                "/status/buildinfo | \"version\":\"3.5.0\"",
                "/status/runtimeinfo | \"storageRetention\":\"10m\"",
                "/status/tsdb | \"seriesCountByMetricName\":[{\"name\":",
                "/query?query=-%7Bcode=~%225..%22%7D%20and%20vector(1) | \"resultType\":\"vector\",\"result\":[]",
                "/query?query=rate(duru_edge_requests_total%5B1m%5D)%2Babsent(x) | \"status\":\"success\"",
                "/query?query=sort(vector(1e-7)) | \"1e-07\"",
            })
    void answersAsDocumented(String path, String expected) {
        assertThat(body("/api/v1" + path)).contains("\"status\":\"success\"").contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/query?query=a%5B | 400 | bad_data | invalid parameter \\\"query\\\": 1:3: parse error: unexpected end of input in duration expression",
                "/query?query=a&time=x | 400 | bad_data | invalid parameter \\\"time\\\": cannot parse \\\"x\\\" to a valid timestamp",
                "/query_range?query=a&start=2&end=1&step=1 | 400 | bad_data | invalid parameter \\\"end\\\": end timestamp must not be before start time",
                "/query_range?query=a&start=1&end=2&step=0 | 400 | bad_data | zero or negative query resolution step widths are not accepted",
                "/query_range?query=a&start=1&end=20000&step=1 | 400 | bad_data | exceeded maximum resolution of 11,000 points per timeseries",
                "/query?query=label_replace(duru_edge_up,%22a%22,%22%22,%22b%22,%22(%22) | 422 | execution | invalid regular expression in label_replace()",
                "/query_range?query=a&end=1&step=1 | 400 | bad_data | invalid parameter \\\"start\\\": cannot parse \\\"\\\" to a valid timestamp",
                "/query_range?query=a&start=1&end=1 | 400 | bad_data | invalid parameter \\\"step\\\": cannot parse \\\"\\\" to a valid duration",
                "/query?query=a&timeout=x | 400 | bad_data | invalid parameter \\\"timeout\\\"",
                "/query?query= | 400 | bad_data | no expression found in input",
                "/query_exemplars?query=a&start=2&end=1 | 400 | bad_data | end timestamp must not be before start time",
                "/labels?limit=x | 400 | bad_data | invalid parameter \\\"limit\\\": limit must be a number",
                "/metadata?limit_per_metric=x | 400 | bad_data | limit_per_metric must be a number",
                "/series?match%5B%5D=a%5B | 400 | bad_data | invalid parameter \\\"match[]\\\"",
                "/targets/metadata?metric=nothing | 404 | not_found | specified metadata not found",
                "/targets/metadata?match_target=%7B | 400 | bad_data | parse error",
                "/rules?type=all | 400 | bad_data | invalid parameter \\\"type\\\": not supported value \\\"all\\\"",
                "/rules?exclude_alerts=perhaps | 400 | bad_data | invalid parameter \\\"exclude_alerts\\\"",
                "/rules?group_limit=0 | 400 | bad_data | group_limit needs to be greater than 0",
                "/rules?group_limit=x | 400 | bad_data | group_limit needs to be a valid number",
                "/rules?group_next_token=x | 400 | bad_data | group_limit needs to be present",
                "/rules?group_limit=1&group_next_token=x | 400 | bad_data | were rule groups changed?",
                "/status/tsdb?limit=0 | 400 | bad_data | limit must be a positive number",
                "/query?query=a&limit=-1 | 400 | bad_data | limit must be non-negative",
                "/series | 400 | bad_data | no match[] parameter provided",
                "/labels?match%5B%5D=%7Ba=%22%22%7D | 400 | bad_data | match[] must contain at least one non-empty matcher",
            })
    void errorsHaveTypesAndMessages(String path, int status, String type, String message) {
        var response = bench.ask("/api/v1" + path, "root");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body())
                .contains("\"status\":\"error\",\"errorType\":\"" + type + "\"")
                .contains(message);
    }

    /** As Grafana's data source asks: by forms, with what the address has besides. */
    @Test
    void whatGrafanaAsksIsAnswered() {
        String form = "application/x-www-form-urlencoded";
        assertThat(bench.post("/api/v1/query", form, "query=1%2B1&time=4").body())
                .contains("\"resultType\":\"scalar\",\"result\":[4,\"2\"]");
        assertThat(
                        bench.post(
                                        "/api/v1/query_range?project=team/shop&start=5",
                                        form,
                                        "query=vector(1)&start=10&end=20&step=10")
                                .body())
                .contains("[[10,\"1\"],[20,\"1\"]]");
        assertThat(
                        bench.post(
                                        "/api/v1/labels",
                                        form,
                                        "match%5B%5D=duru_edge_requests_total&start=1&end=9999999999&limit=40000")
                                .body())
                .contains("\"code\"");
        assertThat(bench.post("/api/v1/series", form, "match%5B%5D=duru_edge_up").body())
                .contains("\"__name__\":\"duru_edge_up\"");
        assertThat(bench.post("/api/v1/query_exemplars", form, "query=a&start=1&end=2").body())
                .contains("\"data\":[]");
        assertThat(body("/api/v1/metadata?limit=40000")).contains("duru_edge_requests_total");
        assertThat(bench.ask("/api/v1/status/buildinfo", "ann").body())
                .contains("\"version\":\"3.5.0\"")
                .doesNotContain("features");
    }

    @Test
    void administratorsDelete() {
        String form = "application/x-www-form-urlencoded";
        String base = "/api/v1/admin/tsdb/";
        assertThat(bench.post(base + "delete_series", form, "").body())
                .contains("no match[] parameter provided");
        assertThat(bench.post(base + "delete_series", form, "match%5B%5D=%7B%7D").statusCode())
                .isEqualTo(400);
        String when = String.valueOf(System.currentTimeMillis() / 1000.0);
        String old =
                "/api/v1/query?query=count_over_time(duru_edge_requests_total%5B1h%5D)&time="
                        + when;
        assertThat(body(old)).contains("team/other", "team/shop");
        assertThat(
                        bench.post(
                                        base + "delete_series?end=" + when,
                                        form,
                                        "match%5B%5D=duru_edge_requests_total%7Bapp=%22team/other%22%7D")
                                .statusCode())
                .isEqualTo(204);
        assertThat(body(old)).contains("team/shop").doesNotContain("team/other");
        assertThat(bench.post(base + "clean_tombstones", form, "").statusCode()).isEqualTo(204);
        assertThat(bench.post(base + "snapshot", form, ""))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                .satisfies(answer -> assertThat(answer.body()).contains("\"unavailable\""));
    }

    @Test
    void rulesAreFilteredAndComeInPages() throws Exception {
        bench.close();
        Files.writeString(
                folder.resolve("rules.yml"),
                """
                groups:
                  - { name: one, interval: 200ms, rules: [{ record: a, expr: 1, labels: { team: core } }, { alert: B, expr: vector(1), labels: { team: web } }] }
                  - { name: two, interval: 200ms, rules: [{ alert: C, expr: vector(1) }] }
                """);
        Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: { external_labels: { site: north } }
                rule_files: [rules.yml]
                scrape_configs:
                  - { job_name: kept, static_configs: [{ targets: ['127.0.0.1:1'] }], basic_auth: { username: ann, password: "hid den" } }
                  - job_name: dropped
                    bearer_token: 'hid den'
                    static_configs: [{ targets: ['127.0.0.1:1'] }]
                    relabel_configs: [{ source_labels: [job], regex: dropped, action: drop }]
                """);
        bench = new Bench(folder, () -> EDGE);
        Bench.await("an alert", () -> body("/api/v1/alerts").contains("\"alertname\":\"C\""));
        assertThat(body("/api/v1/rules?type=record")).contains("\"a\"").doesNotContain("\"B\"");
        assertThat(body("/api/v1/rules?type=alert")).contains("\"B\"").doesNotContain("\"a\"");
        assertThat(body("/api/v1/rules?rule_name%5B%5D=C")).contains("two").doesNotContain("one");
        assertThat(body("/api/v1/rules?rule_group%5B%5D=one")).doesNotContain("\"two\"");
        assertThat(body("/api/v1/rules?file%5B%5D=nothing")).contains("\"groups\":[]");
        assertThat(body("/api/v1/rules?match%5B%5D=%7Bteam=%22web%22%7D"))
                .contains("\"B\"")
                .doesNotContain("\"a\"", "\"C\"");
        assertThat(body("/api/v1/rules?rule_name%5B%5D=C")).contains("activeAt");
        assertThat(body("/api/v1/rules?rule_name%5B%5D=C&exclude_alerts=true"))
                .contains("\"alerts\":[]");
        assertThat(bench.ask("/api/v1/rules", "ann").statusCode()).isEqualTo(403);
        for (String path : List.of("/api/v1/rules", "/api/v1/alerts")) {
            assertThat(bench.ask(path + "?project=team/shop", "ann").body()).contains(":[]}}");
            assertThat(bench.ask(path + "?project=team/other", "ann").statusCode()).isEqualTo(404);
        }
        String first = body("/api/v1/rules?group_limit=1");
        assertThat(first).contains("\"one\"").doesNotContain("\"two\"");
        String token = first.replaceAll("(?s).*\"groupNextToken\":\"([0-9a-f]{40})\".*", "$1");
        assertThat(body("/api/v1/rules?group_limit=1&group_next_token=" + token))
                .contains("\"two\"")
                .doesNotContain("\"one\"", "groupNextToken");
        assertThat(body("/api/v1/status/config"))
                .contains("password: <secret>", "bearer_token: <secret>", "username: ann")
                .doesNotContain("hid den");
        assertThat(body("/api/v1/targets?state=dropped"))
                .contains("\"scrapePool\":\"dropped\"", "\"droppedTargetCounts\":{\"dropped\":1}");
        Bench.await(
                "the target that is away",
                () ->
                        body("/api/v1/targets?scrapePool=kept")
                                .contains("\"scrapeInterval\":\"1m\",\"scrapeTimeout\":\"10s\""));
        assertThat(body("/federate?match%5B%5D=duru_edge_requests_total"))
                .contains("app=\"team/shop\"", "site=\"north\"", "instance=\"\"");
    }

    @Test
    void informationComesWithTheAnswer() {
        Bench.await(
                "a rate that is told to be of no counter",
                () ->
                        body("/api/v1/query?query=rate(duru_edge_up%5B1m%5D)")
                                .contains(
                                        "\"infos\":[\"PromQL info: metric might not be a counter"));
        assertThat(body("/api/v1/query?query=quantile(2,duru_edge_up)"))
                .contains(
                        "\"warnings\":[\"PromQL warning: quantile value should be between 0 and 1");
    }

    @Test
    void othersSeeTheirProjectsOnly() {
        assertThat(bench.ask("/api/v1/labels", "ann").statusCode()).isEqualTo(403);
        assertThat(bench.ask("/api/v1/status/tsdb", "ann").statusCode()).isEqualTo(403);
        assertThat(bench.ask("/api/v1/labels?project=team/other", "ann").statusCode())
                .isEqualTo(404);
        assertThat(bench.ask("/api/v1/label/app/values?project=team/shop", "ann").body())
                .contains("\"data\":[\"team/shop\"]");
    }

    @Test
    void samplesOutliveARestart() throws Exception {
        String before =
                body("/api/v1/query?query=min(timestamp(duru_edge_requests_total))")
                        .replaceAll(".*,\"([0-9.]+)\"\\].*", "$1");
        bench.close();
        bench =
                new Bench(
                        folder,
                        () -> {
                            throw new IllegalStateException("no edge");
                        });
        assertThat(body("/api/v1/query?query=duru_edge_requests_total&time=" + before))
                .contains("team/shop")
                .contains("team/other");
    }

    @Test
    void promtoolReads() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed");
        assertThat(promtool("instant", "", "sum(duru_edge_requests_total)"))
                .containsPattern("=> 12 @\\[[0-9]{10}[.\\]]");
        assertThat(promtool("labels", "", "app")).contains("team/other\nteam/shop");
        assertThat(promtool("series", "--match=duru_edge_requests_total{code=\"500\"}"))
                .contains("team/other");
        assertThat(promtool("range", "", "vector(3)")).containsPattern("3 @\\[[0-9]{10}[.\\]]");
    }

    /** An empty argument stands for the server. */
    private String promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PROMTOOL.toString(), "query"));
        command.add(arguments[0]);
        String server = bench.server.localUrl().replace("://", "://root:root@");
        boolean named = false;
        for (int i = 1; i < arguments.length; i++) {
            named |= arguments[i].isEmpty();
            command.add(arguments[i].isEmpty() ? server : arguments[i]);
        }
        if (!named) {
            command.add(server);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}

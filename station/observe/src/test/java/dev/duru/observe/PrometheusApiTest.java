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
                "/rules | \"data\":{\"groups\":[]}",
                "/alerts | \"data\":{\"alerts\":[]}",
                "/targets | \"scrapePool\":\"edge\"",
                "/status/buildinfo | \"version\":\"3.5.0\"",
                "/status/runtimeinfo | \"storageRetention\":\"600s\"",
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
        assertThat(promtool("instant", "", "sum(duru_edge_requests_total)")).contains("=> 12 @[");
        assertThat(promtool("labels", "", "app")).contains("team/other\nteam/shop");
        assertThat(promtool("series", "--match=duru_edge_requests_total{code=\"500\"}"))
                .contains("team/other");
        assertThat(promtool("range", "", "vector(3)")).contains("3 @[");
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

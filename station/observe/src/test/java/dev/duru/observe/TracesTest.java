package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.otlp.OtlpJson;
import dev.duru.observe.traces.OtlpTraces;
import dev.duru.observe.traces.Trace;
import dev.duru.observe.traces.Traces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces over the real server, as an exporter of OpenTelemetry sends them. */
class TracesTest {
    private static final String TRACE = "5b8efff798038103d269b633813fc60c";
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";

    @TempDir Path folder;

    /** A request of the shop that asks the payments, which fail. */
    private static String request(long start) {
        return """
        {"resourceSpans":[
         {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
          "scopeSpans":[{"scope":{"name":"web"},"spans":[
           {"traceId":"%1$s","spanId":"EEE19B7EC3C1B174","parentSpanId":"eee19b7ec3c1b173","name":"charge","kind":3,
            "startTimeUnixNano":"%4$d","endTimeUnixNano":"%5$d"},
           {"traceId":"%1$s","spanId":"eee19b7ec3c1b173","parentSpanId":"","name":"GET /cart","kind":2,
            "startTimeUnixNano":"%3$d","endTimeUnixNano":"%6$d","unknown":{"deep":[1]},
            "attributes":[{"key":"http.status","value":{"intValue":"500"}},
             {"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"boolValue":false}]}}}]},
           {"traceId":"%2$s","spanId":"aaaaaaaaaaaaaaaa","name":"GET /health","kind":"2",
            "startTimeUnixNano":%3$d,"endTimeUnixNano":%4$d},
           {"traceId":"00ff","spanId":"aaaaaaaaaaaaaaaa","name":"no id","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]},
         {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"payments"}}]},
          "scopeSpans":[{"spans":[
           {"traceId":"%1$s","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"POST /charge","kind":2,
            "startTimeUnixNano":"%4$d","endTimeUnixNano":"%5$d","status":{"code":2,"message":"no funds <b>"},
            "events":[{"timeUnixNano":"%5$d","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"Declined"}}]}]}]}]}]}
        """
                .formatted(
                        TRACE,
                        OTHER,
                        start,
                        start + 20_000_000L,
                        start + 220_000_000L,
                        start + 300_000_000L);
    }

    private static HttpResponse<String> post(Bench bench, String type, byte[] body)
            throws Exception {
        URI url = URI.create(bench.server.localUrl() + "/api/v1/projects/team/shop/otlp/v1/traces");
        return bench.client()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer root")
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] json(long start) {
        return request(start).getBytes(StandardCharsets.UTF_8);
    }

    private static long now() {
        return System.currentTimeMillis() * 1_000_000;
    }

    private static void line(Bench bench, long nanos) throws Exception {
        String body =
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"%d","severityNumber":17,
                 "body":{"stringValue":"the card was declined"},"traceId":"%s","spanId":"eee19b7ec3c1b175"}]}]}]}
                """
                        .formatted(nanos, TRACE);
        URI url = URI.create(bench.server.localUrl() + "/api/v1/projects/team/shop/otlp/v1/logs");
        assertThat(
                        bench.client()
                                .send(
                                        HttpRequest.newBuilder(url)
                                                .header("Authorization", "Bearer root")
                                                .header("Content-Type", "application/json")
                                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTraceIsKeptFoundAndShownBesideItsLines() throws Exception {
        long start = now();
        try (Bench bench = new Bench(folder, () -> "")) {
            HttpResponse<String> taken = post(bench, "application/json", json(start));
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).contains("\"rejectedSpans\":\"1\"");
            line(bench, start + 100_000_000);
            String api = "/api/v1/projects/team/shop/traces";
            Bench.await("the trace", () -> bench.ask(api, "ann").body().contains("\"spans\":3"));
            assertThat(bench.ask(api + "/" + TRACE, "ann").body())
                    .contains("\"name\":\"GET /cart\"", "\"http.status\":\"500\"", "[a, false]")
                    .contains("\"duration_ms\":300.0", "\"services\":[\"payments\",\"shop\"]");
            assertThat(bench.ask(api + "?service=payments&error=true", "ann").body())
                    .contains(TRACE)
                    .doesNotContain(OTHER);
            assertThat(bench.ask(api + "?min_duration=250ms", "ann").body())
                    .contains(TRACE)
                    .doesNotContain(OTHER);
            assertThat(bench.ask(api + "?name=GET%20/health&max_duration=50ms", "ann").body())
                    .contains(OTHER)
                    .doesNotContain(TRACE);
            assertThat(bench.ask(api + "?to=2020-01-01T00:00:00Z", "ann").body())
                    .isEqualTo("{\"traces\":[]}");
            assertThat(bench.ask(api + "?min_duration=long", "ann").statusCode()).isEqualTo(400);
            assertThat(bench.ask(api + "/" + "0".repeat(32), "ann").statusCode()).isEqualTo(404);
            assertThat(bench.ask("/api/v1/projects/team/other/traces", "ann").statusCode())
                    .isEqualTo(404);
            Bench.await(
                    "the line beside it",
                    () ->
                            bench.ask("/team/shop/traces/" + TRACE, "ann")
                                    .body()
                                    .contains("the card was declined"));
            assertThat(bench.ask("/team/shop/traces/" + TRACE, "ann").body())
                    .contains("trace-depth-2", "no funds &lt;b&gt;", "trace-failed")
                    .contains("href=\"#Seee19b7ec3c1b175\"");
            assertThat(bench.ask("/team/shop/traces?error=true", "ann").body())
                    .contains("GET /cart", "/team/shop/traces/" + TRACE);
        }
    }

    @Test
    void protocolBuffersSayTheSameAsJson() throws Exception {
        try (Bench bench = new Bench(folder, () -> "")) {
            byte[] message = OtlpJson.toMessage(json(now()), OtlpJson.TRACES);
            assertThat(post(bench, "application/x-protobuf", message).statusCode()).isEqualTo(200);
            assertThat(bench.ask("/api/v1/projects/team/shop/traces/" + TRACE, "ann").body())
                    .contains("\"status_message\":\"no funds <b>\"", "\"kind\":\"client\"");
            assertThat(post(bench, "application/json", "[1".getBytes()).statusCode())
                    .isEqualTo(400);
            assertThat(
                            post(
                                            bench,
                                            "application/json",
                                            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}"
                                                    .getBytes())
                                    .body())
                    .contains("/resourceSpans/scopeSpans/spans/traceId", "hexadecimal");
            assertThat(post(bench, "text/plain", message).statusCode()).isEqualTo(415);
        }
    }

    /** The files at the moment of an answer are what a machine without power would find. */
    @Test
    void whatWasAcknowledgedSurvivesACrash() throws Exception {
        Path after = folder.resolve("after");
        List<dev.duru.observe.traces.Span> spans =
                OtlpTraces.read(OtlpJson.toMessage(json(now()), OtlpJson.TRACES)).spans();
        try (Traces traces = traces(folder.resolve("before"))) {
            traces.keep(Bench.SHOP, spans);
            copy(folder.resolve("before"), after);
        }
        try (Traces traces = traces(after)) {
            Trace found = traces.trace(Bench.SHOP, TRACE).orElseThrow();
            assertThat(found.rows())
                    .extracting(row -> row.depth() + " " + row.span().name())
                    .containsExactly("0 GET /cart", "1 charge", "2 POST /charge");
        }
    }

    private static Traces traces(Path folder) {
        return new Traces(folder, Duration.ofDays(1), 64L << 20, InstantSource.system());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("index")) {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }
}

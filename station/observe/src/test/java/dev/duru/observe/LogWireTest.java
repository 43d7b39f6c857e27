package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.tsdb.wire.Snappy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that others send as protocol buffers, and the lines of a trace. */
class LogWireTest {
    private static final String PROJECT = "/api/v1/projects/team/shop";
    private static final long SECONDS = 1_790_000_000L;
    private static final String TRACE = "4b712f35773b4d26231e121d0e0e4736";
    private static final String SPAN = "007067220b290237";

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(folder, () -> "");
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private HttpResponse<byte[]> send(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(bench.server.localUrl() + PROJECT + path))
                        .header("Authorization", "Bearer root")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return bench.client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private List<LogLine> found(String query) {
        return bench.observe.lines(
                Bench.SHOP, new LogQuery("", 0, query, false, null, null, Long.MAX_VALUE, 99));
    }

    private static byte[] push(String labels) {
        MessageWriter push = new MessageWriter();
        push.message(
                1,
                stream -> {
                    stream.text(1, labels);
                    for (int i = 0; i < 3; i++) {
                        int n = i;
                        stream.message(
                                2,
                                entry ->
                                        entry.message(
                                                        1,
                                                        time ->
                                                                time.whole(1, SECONDS + n)
                                                                        .whole(2, 7))
                                                .text(2, "line " + n)
                                                .message(
                                                        3,
                                                        pair ->
                                                                pair.text(1, "pod")
                                                                        .text(2, "p" + n)));
                    }
                });
        return Snappy.pack(push.bytes());
    }

    @Test
    void lokiPushesAsProtocolBuffers() throws Exception {
        String[] type = {"Content-Type", "application/x-protobuf", "Content-Encoding", "snappy"};
        byte[] labels = push("{job=\"we\\\"b\", env=\"prod\"}");
        assertThat(send("/loki/api/v1/push", labels, type).statusCode()).isEqualTo(204);
        assertThat(send("/loki/api/v1/push", push("{}")).statusCode()).isEqualTo(204);
        assertThat(found("env:prod pod:p1"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.text()).isEqualTo("line 1");
                    assertThat(line.at()).isEqualTo(Instant.ofEpochSecond(SECONDS + 1, 7));
                    assertThat(line.fields())
                            .containsEntry("job", "we\"b")
                            .containsEntry("source", "loki");
                });
        assertThat(found("source:loki")).hasSize(6);
        for (byte[] wrong :
                List.of(
                        "{}".getBytes(StandardCharsets.UTF_8),
                        push("{job=~\"web\"}"),
                        push("job"),
                        Snappy.pack(new byte[] {10, 90, 1}))) {
            assertThat(send("/loki/api/v1/push", wrong, type).statusCode()).isEqualTo(400);
        }
        assertThat(found("source:loki")).hasSize(6);
    }

    private static Consumer<MessageWriter> text(String text) {
        return value -> value.text(1, text);
    }

    private static Consumer<MessageWriter> pair(String name, Consumer<MessageWriter> value) {
        return pair -> pair.text(1, name).message(2, value);
    }

    private static Consumer<MessageWriter> list(List<Consumer<MessageWriter>> values) {
        return value -> value.message(5, list -> values.forEach(each -> list.message(1, each)));
    }

    private static Consumer<MessageWriter> map(List<Consumer<MessageWriter>> pairs) {
        return value -> value.message(6, map -> pairs.forEach(each -> map.message(1, each)));
    }

    /** Bytes below 128 are the same as a text. */
    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static byte[] records(long nanos, List<Consumer<MessageWriter>> bodies) {
        return new MessageWriter()
                .message(
                        1,
                        resource -> {
                            resource.message(
                                    1, of -> of.message(1, pair("service.name", text("pay"))));
                            resource.message(
                                    2,
                                    scope ->
                                            bodies.forEach(body ->
                                                    scope.message(
                                                            2, one -> record(one, nanos, body))));
                        })
                .bytes();
    }

    private static void record(MessageWriter out, long nanos, Consumer<MessageWriter> body) {
        out.set(1, Double.longBitsToDouble(nanos))
                .whole(2, 17)
                .message(5, body)
                .message(6, pair("tries", value -> value.whole(3, 3)))
                .text(9, bytes(TRACE))
                .text(10, bytes(SPAN));
    }

    @Test
    void otlpRecordsComeAsProtocolBuffers() throws Exception {
        Consumer<MessageWriter> structured =
                map(
                        List.of(
                                pair("text", text("no card")),
                                pair("tried", list(List.of(text("visa"), v -> v.whole(3, 7)))),
                                pair("paid", v -> v.whole(2, 1))));
        byte[] body = records(SECONDS * 1_000_000_000L, List.of(structured, text("plain")));
        HttpResponse<byte[]> answer =
                send("/otlp/v1/logs", body, "Content-Type", "application/x-protobuf");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(found("service:pay level:error tries:3 text:\"no card\""))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.text())
                            .isEqualTo(
                                    "{\"text\":\"no card\",\"tried\":[\"visa\",7],\"paid\":true}");
                    assertThat(line.at()).isEqualTo(Instant.ofEpochSecond(SECONDS));
                    assertThat(line.fields())
                            .containsEntry("trace_id", TRACE)
                            .containsEntry("span_id", SPAN);
                });
        Consumer<MessageWriter> deep = text("deep");
        for (int i = 0; i < 100; i++) {
            deep = list(List.of(deep));
        }
        for (byte[] wrong :
                List.of(records(-1, List.of(text("x"))), records(1, List.of(text("x"), deep)))) {
            HttpResponse<byte[]> refused =
                    send("/otlp/v1/logs", wrong, "Content-Type", "application/x-protobuf");
            assertThat(refused.statusCode()).isEqualTo(400);
            MessageReader status = new MessageReader(refused.body());
            assertThat(status.next()).isEqualTo(2);
            assertThat(status.text()).startsWith("record ");
        }
        assertThat(found("source:otlp")).hasSize(2);
    }

    @Test
    void linesOfATraceAreTogether() throws Exception {
        byte[] body = records(SECONDS * 1_000_000_000L, List.of(text("from otlp")));
        send("/otlp/v1/logs", body, "Content-Type", "application/x-protobuf");
        String line = "[\"%d\",\"%s\"]";
        String lines =
                String.join(
                        ",",
                        line.formatted(
                                SECONDS * 1_000_000_000L + 3, "trace_id=" + TRACE + " logfmt"),
                        line.formatted(
                                SECONDS * 1_000_000_000L + 2,
                                "{\\\"traceId\\\":\\\""
                                        + TRACE.toUpperCase(Locale.ROOT)
                                        + "\\\",\\\"spanId\\\":\\\"AB\\\",\\\"msg\\\":\\\"json\\\"}"),
                        line.formatted(
                                SECONDS * 1_000_000_000L + 1,
                                "traceparent=00-" + TRACE + "-" + SPAN + "-01"),
                        line.formatted(SECONDS * 1_000_000_000L, "of none"));
        String push = "{\"streams\":[{\"stream\":{\"job\":\"web\"},\"values\":[" + lines + "]}]}";
        assertThat(
                        send(
                                        "/loki/api/v1/push",
                                        push.getBytes(StandardCharsets.UTF_8),
                                        "Content-Type",
                                        "application/json")
                                .statusCode())
                .isEqualTo(204);
        HttpResponse<String> answer = bench.ask(PROJECT + "/logs/traces/" + TRACE, "ann");
        assertThat(answer.statusCode()).isEqualTo(200);
        List<LogLine> found = bench.observe.logs().ofTrace(Bench.SHOP, TRACE, 9);
        assertThat(found)
                .extracting(each -> each.fields().getOrDefault("span_id", "none"))
                .containsExactly(SPAN, SPAN, "ab", "none");
        assertThat(answer.body())
                .contains("from otlp")
                .contains("logfmt")
                .doesNotContain("of none");
        assertThat(bench.ask(PROJECT + "/logs?q=span_id:ab", "ann").body()).contains("json");
    }
}

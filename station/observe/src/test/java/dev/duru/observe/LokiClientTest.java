package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Grafana's data source for Loki, and a tail. */
class LokiClientTest {
    private static final String LOKI = "/api/v1/projects/team/shop/loki/api/v1";
    private static final String RANGE = "&start=1790000000&end=1790000100";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new Bench(folder, () -> "");
        for (int i = 0; i < 10; i++) {
            push(i % 2 == 0 ? "web" : "db", "level=info took=%dms line %d".formatted(i, i), i);
        }
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private void push(String job, String line, int second) throws Exception {
        String body =
                "{\"streams\":[{\"stream\":{\"job\":\"%s\",\"env\":\"prod\"},\"values\":[[\"%d000000000\",\"%s\"]]}]}"
                        .formatted(job, 1_790_000_000 + second, line);
        HttpResponse<String> answer =
                bench.client()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        bench.server.localUrl() + LOKI + "/push"))
                                        .header("Authorization", "Bearer root")
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private JsonNode ask(String path, String query, String more) {
        HttpResponse<String> answer =
                bench.ask(LOKI + path + "?query=" + encoded(query) + more, "ann");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void grafanaFindsLabelsAndVolumes() {
        JsonNode stats = ask("/index/stats", "{job=\"web\"}", RANGE);
        assertThat(stats.path("entries").asInt()).isEqualTo(5);
        assertThat(stats.path("streams").asInt()).isEqualTo(1);
        assertThat(stats.path("bytes").asInt()).isPositive();
        assertThat(ask("/label/job/values", "{job=\"db\"}", RANGE).path("data").toString())
                .isEqualTo("[\"db\"]");
        JsonNode volume = ask("/index/volume", "{env=\"prod\"}", RANGE + "&targetLabels=job");
        assertThat(volume.path("data").path("resultType").asString("")).isEqualTo("vector");
        assertThat(volume.path("data").path("result").size()).isEqualTo(2);
        JsonNode one = volume.path("data").path("result").path(0);
        assertThat(one.path("metric").path("job").asString("")).isIn("web", "db");
        assertThat(one.path("value").path(1).asString(""))
                .isEqualTo(String.valueOf(5 * "level=info took=0ms line 0".length()));
        JsonNode over = ask("/index/volume_range", "{env=\"prod\"}", RANGE + "&step=5");
        assertThat(over.path("data").path("resultType").asString("")).isEqualTo("matrix");
        assertThat(over.path("data").path("result").path(0).path("metric").toString())
                .isEqualTo("{\"env\":\"prod\"}");
        assertThat(ask("/detected_labels", "{job=\"web\"}", RANGE).toString())
                .contains("\"label\":\"job\"")
                .contains("\"cardinality\":1");
        String fields = ask("/detected_fields", "{job=\"web\"}", RANGE).toString();
        assertThat(fields)
                .contains("\"took\"")
                .contains("\"duration\"")
                .contains("\"level\"")
                .doesNotContain("\"env\"");
        assertThat(bench.ask(LOKI + "/status/buildinfo", "ann").body()).contains("version");
        assertThat(bench.ask(LOKI + "/index/volume?aggregateBy=labels&query=%7B%7D", "ann").body())
                .contains("aggregateBy");
    }

    /** Notes what comes, message by message. */
    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                all.add(part.toString());
                part.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        JsonNode next() throws InterruptedException {
            return JSON.readTree(String.valueOf(all.poll(30, TimeUnit.SECONDS)));
        }
    }

    private WebSocket tail(String query, String more, Heard heard) {
        String url = bench.server.localUrl().replace("http:", "ws:") + LOKI + "/tail?query=";
        return bench.client()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer ann")
                .buildAsync(URI.create(url + encoded(query) + more), heard)
                .join();
    }

    @Test
    void aTailBeginsWithTheNewestAndGoesOn() throws Exception {
        Heard heard = new Heard();
        WebSocket socket =
                tail(
                        "{env=\"prod\"} |= \"line\" | logfmt | took >= 4ms",
                        "&limit=2&start=1790000000",
                        heard);
        JsonNode first = heard.next();
        assertThat(first.toString()).contains("line 8").contains("line 9").doesNotContain("line 7");
        push("web", "level=info took=1ms line quick", 20);
        push("web", "level=error took=50ms line slow", 21);
        JsonNode stream = heard.next().path("streams").path(0);
        assertThat(stream.path("stream").path("level").asString("")).isEqualTo("error");
        assertThat(stream.path("values").toString())
                .isEqualTo("[[\"1790000021000000000\",\"level=error took=50ms line slow\"]]");
        socket.sendClose(1000, "").join();
        String there =
                bench.server.localUrl().replace("http:", "ws:") + LOKI + "/tail?query=%7B%7D";
        assertThatThrownBy(() ->
                        bench.client()
                                .newWebSocketBuilder()
                                .buildAsync(URI.create(there), new Heard())
                                .join())
                .hasMessageContaining("WebSocketHandshakeException");
        assertThat(bench.ask(LOKI + "/tail?query=%7B%7D", "").statusCode()).isEqualTo(401);
        String elsewhere = LOKI.replace("shop", "secret") + "/tail?query=%7B%7D";
        assertThat(bench.ask(elsewhere, "ann").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> tail("{job=", "", new Heard()))
                .hasMessageContaining("WebSocketHandshakeException");
        assertThat(bench.ask(LOKI + "/tail?query=%7Bjob%3D", "ann").body()).contains("col 6");
        assertThat(bench.ask(LOKI + "/tail?query=%7B%7D&delay_for=9", "ann").body())
                .contains("delay_for");
    }

    @Test
    void aLineLeadsToItsTrace() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        push("web", "trace_id=" + trace + " paid", 30);
        push("web", "trace_id=../../login paid", 31);
        assertThat(bench.ask("/team/shop/logs/lines/11", "ann").body())
                .contains("href=\"/team/shop/traces/" + trace + "\"");
        assertThat(bench.ask("/team/shop/logs/lines/12", "ann").body()).doesNotContain("/traces/");
    }
}

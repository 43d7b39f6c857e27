package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.duru.kernel.Fact;
import dev.duru.observe.events.EventFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deployments told to servers that check what the documentation of the programs says. */
class EventsTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir Path folder;
    private final Map<String, List<JsonNode>> taken = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/api/v1/events", "DD-API-KEY", "key", 202);
        serve("/v1/accounts/1234567/events", "Api-Key", "key", 200);
        serve("/grafana/api/annotations", "Authorization", "Bearer key", 200);
        server.start();
        Files.writeString(folder.resolve("key"), "key\n");
        Files.writeString(
                folder.resolve("events.yml"),
                """
                datadog: [{ site: URL, api_key_file: key, tags: ['team:core'] }]
                newrelic: [{ url: URL, account: 1234567, api_key_file: key }]
                grafana: [{ url: URL/grafana/, token_file: key, tags: [duru] }]
                """
                        .replace("URL", "http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(String path, String header, String secret, int status) {
        server.createContext(
                path,
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    boolean right =
                            exchange.getRequestMethod().equals("POST")
                                    && exchange.getRequestURI().getPath().equals(path)
                                    && secret.equals(exchange.getRequestHeaders().getFirst(header))
                                    && "application/json"
                                            .equals(
                                                    exchange.getRequestHeaders()
                                                            .getFirst("Content-Type"));
                    if (!right) {
                        wrong.add(path + " " + exchange.getRequestHeaders().entrySet());
                    }
                    boolean refuses = refusals.getAndDecrement() > 0;
                    if (right && !refuses) {
                        taken.computeIfAbsent(path, p -> new CopyOnWriteArrayList<>())
                                .add(
                                        JsonMapper.shared()
                                                .readTree(
                                                        new String(body, StandardCharsets.UTF_8)));
                    }
                    exchange.sendResponseHeaders(refuses ? 503 : right ? status : 403, -1);
                    exchange.close();
                });
    }

    private Bench bench() {
        return new Bench(
                folder, () -> "", 64L << 20, new Outside(null, null, folder.resolve("events.yml")));
    }

    private static void deploy(Bench bench) {
        Instant now = Instant.now();
        bench.database.update(tx -> {
            tx.append(
                    new Fact.ReleaseDeployed(Bench.SHOP, COMMIT, 7, "production", "sha256:1", ""));
            tx.append(
                    new Fact.RolledBack(
                            Bench.SHOP,
                            COMMIT,
                            7,
                            "production",
                            "sha256:1",
                            "sha256:0",
                            "fedcba9876543210fedcba9876543210fedcba98",
                            "errors",
                            "too many errors",
                            "",
                            now,
                            now,
                            now));
        });
    }

    private List<JsonNode> at(String path) {
        return taken.getOrDefault(path, List.of());
    }

    @Test
    void deploymentsAreToldAsDocumented() throws Exception {
        refusals.set(2);
        try (Bench bench = bench()) {
            deploy(bench);
            Bench.await("datadog", () -> at("/api/v1/events").size() == 2);
            Bench.await("newrelic", () -> at("/v1/accounts/1234567/events").size() == 2);
            Bench.await("grafana", () -> at("/grafana/api/annotations").size() == 2);
            assertThat(wrong).isEmpty();
        }
        JsonNode event = about(at("/api/v1/events"), "title", "is live");
        assertThat(event.path("title").asString(""))
                .isEqualTo("team/shop: release 7 (01234567) is live in production");
        assertThat(event.path("alert_type").asString("")).isEqualTo("success");
        assertThat(event.path("date_happened").isIntegralNumber()).isTrue();
        assertThat(event.path("tags").toString()).contains("app:team/shop", "team:core");
        assertThat(event.path("text").asString("")).contains("/team/shop/changes/" + COMMIT);
        assertThat(
                        about(at("/api/v1/events"), "title", "was rolled back")
                                .path("alert_type")
                                .asString(""))
                .isEqualTo("error");
        JsonNode custom = at("/v1/accounts/1234567/events").getFirst().path(0);
        assertThat(custom.path("eventType").asString("")).isEqualTo("DuruDeployment");
        assertThat(custom.path("timestamp").asLong(0)).isPositive();
        custom.properties().forEach(e -> assertThat(e.getValue().isContainer()).isFalse());
        JsonNode annotation = about(at("/grafana/api/annotations"), "text", "rolled back");
        assertThat(annotation.path("time").asLong(0)).isPositive();
        assertThat(annotation.path("tags").toString()).contains("\"duru\"", "event:rolled-back");
        assertThat(annotation.path("text").asString("")).contains("too many errors");
    }

    private static JsonNode about(List<JsonNode> all, String field, String words) {
        return all.stream()
                .filter(each -> each.path(field).asString("").contains(words))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWaitsOutlivesARestart() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        try (Bench bench = bench()) {
            deploy(bench);
            Bench.await(
                    "the problem is told",
                    () -> bench.ask("/targets", "root").body().contains("it answers 503"));
        }
        assertThat(taken).isEmpty();
        refusals.set(0);
        try (Bench bench = bench()) {
            Bench.await("datadog", () -> at("/api/v1/events").size() == 2);
            Bench.await(
                    "nothing waits any more",
                    () -> !bench.ask("/targets", "root").body().contains("it answers 503"));
        }
    }

    @Test
    void aGrafanaReadsAnnotations() throws Exception {
        try (Bench bench = new Bench(folder, () -> "")) {
            deploy(bench);
            String path = "/api/v1/projects/team/shop/annotations";
            assertThat(bench.ask(path + "?environment=production", "ann").body())
                    .contains("is live in production", "event:rolled-back", "\"time\":");
            assertThat(bench.ask(path + "?environment=staging", "ann").body()).isEqualTo("[]");
            assertThat(bench.ask(path + "?to=1000", "ann").body()).isEqualTo("[]");
            assertThat(bench.ask(path + "?to=soon", "ann").statusCode()).isEqualTo(400);
            HttpResponse<String> asked =
                    bench.client()
                            .send(
                                    HttpRequest.newBuilder(
                                                    bench.request(path, "ann"), (n, v) -> true)
                                            .header("Content-Type", "application/json")
                                            .POST(
                                                    HttpRequest.BodyPublishers.ofString(
                                                            "{\"range\":{\"from\":\"2020-01-01T00:00:00.000Z\",\"to\":\"2090-01-01T00:00:00.000Z\"},\"annotation\":{\"name\":\"deploys\",\"enable\":true}}"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(asked.body()).contains("\"name\":\"deploys\"", "\"title\":\"team/shop");
        }
    }

    @Test
    void aMistakeIsNamedWithItsPlace() throws Exception {
        Path file =
                Files.writeString(folder.resolve("wrong.yml"), "newrelic: [{ account: mine }]\n");
        assertThatThrownBy(() -> EventFile.read(file))
                .hasMessageContaining("wrong.yml:1:23")
                .hasMessageContaining("number");
        Path other = Files.writeString(folder.resolve("other.yml"), "pagerduty: []\n");
        assertThatThrownBy(() -> EventFile.read(other)).hasMessageContaining("unknown key");
    }
}

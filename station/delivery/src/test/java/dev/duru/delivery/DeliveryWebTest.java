package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Role;
import dev.duru.web.Authenticator;
import dev.duru.web.Texts;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DeliveryWebTest {
    private static final String PATH = "/api/v1/projects/team/shop";
    private static final String MANIFEST =
            """
            environments:
              staging: { from: main }
              production:
                after: staging
                approve: qa
                rollout: { canary: [50%, 100%], every: 1s }
                verify: [{ name: errors, signal: error_ratio, below: 2% }]
            """;
    private static final Map<String, Role> ROLES =
            Map.of("mina", Role.MAINTAINER, "quinn", Role.APPROVER, "rudi", Role.READER);

    @TempDir Path folder;
    private ScriptedHouse house;
    private WebServer web;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        house = new ScriptedHouse(folder);
        Authenticator authenticator =
                new Authenticator() {
                    @Override
                    public Optional<Identity> bySession(String cookie) {
                        return byToken(cookie);
                    }

                    @Override
                    public Optional<Identity> byToken(String token) {
                        return Optional.of(new Identity(token, false));
                    }

                    @Override
                    public Optional<Identity> byPassword(String u, String p, String address) {
                        return Optional.empty();
                    }
                };
        web =
                WebServer.start(
                        WebConfig.local(),
                        List.of(house.delivery.routes()),
                        new WebPorts(
                                authenticator,
                                (identity, project) ->
                                        project.equals(TestHouse.SHOP)
                                                ? Optional.ofNullable(ROLES.get(identity.user()))
                                                : Optional.empty(),
                                house.ledger,
                                List::of));
    }

    @AfterEach
    void close() {
        http.close();
        web.close();
        house.close();
    }

    @Test
    void anEnvironmentOfAMergeRequestIsOnTheBoardAndIsStoppedOverTheApi() throws Exception {
        house.branches.open(4, "fix", TestHouse.commit(1));
        String digest =
                house.publishOn(
                        "fix",
                        1,
                        "environments: { review/*: { from: merge requests, stopAfter: 1h } }");
        house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
        JsonNode one = json("mina", PATH + "/environments").get(0);
        assertThat(one.path("name").asString()).isEqualTo("review-4");
        assertThat(one.path("review").path("request").asLong()).isEqualTo(4);
        assertThat(one.path("review").path("stopsAt").isNull()).isFalse();
        assertThat(page("mina", "/team/shop/environments", "en").body())
                .contains("For merge request !4", "/team/shop/environments/review-4/stop");
        assertThat(page("rudi", "/team/shop/environments/review-4", "ko").body())
                .contains("/team/shop/merge-requests/4")
                .doesNotContain("review-4/stop");
        String stop = PATH + "/environments/review-4/stop";
        assertThat(call("rudi", "POST", stop, "").statusCode()).isEqualTo(403);
        assertThat(call("mina", "POST", stop, "").statusCode()).isEqualTo(200);
        assertThat(json("mina", PATH + "/environments").size()).isZero();
    }

    @Test
    void aReleaseIsApprovedRolledOutAndTakenBackOverTheApi() throws Exception {
        String first = house.publish(1, MANIFEST);
        Fact.ApprovalRequested asked =
                house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(first));
        String release = PATH + "/releases/" + asked.release();

        assertThat(call("mina", "POST", release + "/approve", "").statusCode()).isEqualTo(403);
        assertThat(call("rudi", "POST", release + "/approve", "").statusCode()).isEqualTo(403);
        assertThat(call("quinn", "POST", release + "/approve", "{\"digest\":\"sha256:0\"}").body())
                .contains("look again");
        JsonNode inbox = json("quinn", "/api/v1/approvals");
        assertThat(inbox.size()).isEqualTo(1);
        assertThat(inbox.get(0).path("mayApprove").asBoolean()).isTrue();
        assertThat(json("mina", "/api/v1/approvals").get(0).path("mayApprove").asBoolean())
                .isFalse();
        assertThat(json("stranger", "/api/v1/approvals").size()).isZero();

        house.readings.put(asked.release(), ScriptedHouse.signals(100, 0));
        assertThat(call("quinn", "POST", release + "/approve", "{\"comment\":\"ok\"}").statusCode())
                .isEqualTo(200);
        house.await(Fact.ReleaseDeployed.class, f -> f.environment().equals("production"));

        String second = house.publish(2, MANIFEST);
        long next =
                house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(second)).release();
        house.readings.put(next, ScriptedHouse.signals(100, 0));
        call("quinn", "POST", PATH + "/releases/" + next + "/approve", "{}");
        house.await(
                Fact.ReleaseDeployed.class,
                f -> f.environment().equals("production") && f.digest().equals(second));

        JsonNode environment = json("rudi", PATH + "/environments/production");
        assertThat(environment.path("live").path("digest").asString()).isEqualTo(second);
        assertThat(environment.path("history").size()).isEqualTo(2);
        HttpResponse<String> back =
                call("mina", "POST", PATH + "/environments/production/rollback", "");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        Fact.RolledBack fact = house.await(Fact.RolledBack.class, f -> true);
        assertThat(fact.toDigest()).isEqualTo(first);
        assertThat(fact.by()).isEqualTo("mina");

        String promote = PATH + "/environments/production/promote";
        HttpResponse<String> refused =
                call("mina", "POST", promote, "{\"digest\":\"" + second + "\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("quarantine");
        assertThat(json("rudi", PATH + "/quarantine").get(0).path("digest").asString())
                .isEqualTo(second);
        String override = "{\"digest\":\"" + second + "\",\"override\":\"checked by hand\"}";
        assertThat(call("quinn", "POST", promote, override).statusCode()).isEqualTo(403);
        assertThat(call("mina", "POST", promote, override).statusCode()).isEqualTo(201);
        assertThat(house.await(Fact.QuarantineLifted.class, f -> true).reason())
                .isEqualTo("checked by hand");
    }

    @Test
    void everyPageIsThereInBothLanguages() throws Exception {
        String first = house.publish(1, MANIFEST);
        house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(first));
        for (String page :
                List.of(
                        "/team/shop/environments",
                        "/team/shop/environments/staging",
                        "/team/shop/environments/production",
                        "/team/shop/releases",
                        "/approvals")) {
            for (String language : List.of("en", "ko")) {
                HttpResponse<String> answer = page("quinn", page, language);
                assertThat(answer.statusCode()).as(page + " " + answer.body()).isEqualTo(200);
                assertThat(answer.body())
                        .contains("change &lt;1&gt;")
                        .doesNotContain("change <1>")
                        .contains(language.equals("en") ? "lang=\"en\"" : "lang=\"ko\"");
            }
        }
        assertThat(page("stranger", "/team/shop/environments", "en").statusCode()).isEqualTo(404);
    }

    @Test
    void whatRunsTellsItsEventsAndLastLinesToDevelopersWithoutSecrets() throws Exception {
        house.publish(1, MANIFEST);
        Fact.ReleaseDeployed staged =
                house.await(Fact.ReleaseDeployed.class, f -> f.environment().equals("staging"));
        String running = PATH + "/releases/" + staged.release() + "/running";
        JsonNode view = json("mina", running);
        assertThat(view.path("events").get(0).path("text").asString()).contains("started");
        assertThat(view.path("output").get(0).path("lines").asString()).contains("started sha256:");
        assertThat(call("rudi", "GET", running, "").statusCode()).isEqualTo(403);
        assertThat(call("mina", "GET", PATH + "/releases/99/running", "").statusCode())
                .isEqualTo(404);
        assertThat(page("mina", "/team/shop/environments/staging", "ko").body())
                .contains("의 이벤트", "started sha256:");
        assertThat(page("rudi", "/team/shop/environments/staging", "en").body())
                .doesNotContain("started sha256:");
    }

    @Test
    void theFormsOfThePagesWork() throws Exception {
        String first = house.publish(1, MANIFEST);
        Fact.ApprovalRequested asked =
                house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(first));
        house.readings.put(asked.release(), ScriptedHouse.signals(100, 0));
        HttpResponse<String> answer =
                form(
                        "quinn",
                        "/approvals",
                        "/team/shop/releases/" + asked.release() + "/approve",
                        Map.of("digest", first, "comment", "fine", "back", "/approvals"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/approvals");
        house.await(Fact.ReleaseDeployed.class, f -> f.environment().equals("production"));
    }

    @Test
    void routesAndDocumentSayTheSame() throws IOException {
        TreeSet<String> described = new TreeSet<>();
        try (InputStream in = Delivery.class.getResourceAsStream("openapi.json")) {
            JsonNode paths = JsonMapper.shared().readTree(in).path("paths");
            paths.properties()
                    .forEach(path ->
                            path.getValue()
                                    .propertyNames()
                                    .forEach(method ->
                                            described.add(
                                                    method.toUpperCase(java.util.Locale.ROOT)
                                                            + " "
                                                            + path.getKey())));
        }
        TreeSet<String> served = new TreeSet<>();
        web.apiRoutes().stream()
                .filter(r -> !r.pattern().contains("openapi"))
                .forEach(r -> served.add(r.method() + " " + r.pattern()));
        assertThat(served).containsAll(described);
        served.removeIf(r -> !r.contains("/projects/") && !r.contains("/approvals"));
        assertThat(described).containsAll(served);
    }

    @Test
    void theLanguagesSayTheSame() {
        assertThat(Texts.of("dev.duru.delivery", getClass().getClassLoader()).differences())
                .isEmpty();
    }

    private JsonNode json(String user, String path) throws Exception {
        HttpResponse<String> answer = call(user, "GET", path, "");
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> call(String user, String method, String path, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(web.localUrl() + path))
                        .header("Authorization", "Bearer " + user)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> page(String user, String path, String language) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(web.localUrl() + path))
                        .header("Cookie", "duru_session=" + user)
                        .header("Accept", "text/html")
                        .header("Accept-Language", language)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Fetches a page for its token, then posts a form of it. */
    private HttpResponse<String> form(
            String user, String page, String action, Map<String, String> fields) throws Exception {
        String html = page(user, page, "en").body();
        int at = html.indexOf("name=\"csrf\" value=\"") + 19;
        StringBuilder body = new StringBuilder("csrf=" + html.substring(at, html.indexOf('"', at)));
        fields.forEach((name, value) ->
                body.append('&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return http.send(
                HttpRequest.newBuilder(URI.create(web.localUrl() + action))
                        .header("Cookie", "duru_session=" + user)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Fact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts in and out, with amtool, prometheus, web hooks, a chat and a mail server. */
class AlertsTest {
    @TempDir Path folder;
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer hooks;
    private ServerSocket mail;

    @BeforeEach
    void listen() throws Exception {
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    boolean refuses = refusals.getAndDecrement() > 0;
                    if (!refuses) {
                        posted.add(exchange.getRequestURI().getPath() + " " + body);
                    }
                    exchange.sendResponseHeaders(refuses ? 503 : 200, -1);
                    exchange.close();
                });
        hooks.start();
        mail = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeLetters);
    }

    @AfterEach
    void stop() throws Exception {
        hooks.stop(0);
        mail.close();
    }

    /** A mail server that takes everything. */
    private void takeLetters() {
        while (!mail.isClosed()) {
            try (Socket socket = mail.accept();
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(socket.getInputStream()));
                    OutputStream out = socket.getOutputStream()) {
                out.write("220 test\r\n".getBytes());
                StringBuilder letter = new StringBuilder();
                boolean data = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    letter.append(line).append('\n');
                    if (data && !line.equals(".")) {
                        continue;
                    }
                    data = line.equals("DATA");
                    String answer =
                            line.equals("QUIT")
                                    ? "221 bye"
                                    : data
                                            ? "354 go"
                                            : line.startsWith("AUTH") ? "235 in" : "250 ok";
                    out.write((answer + "\r\n").getBytes());
                }
                letters.add(letter.toString());
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private Bench bench(String file) throws Exception {
        Path home = Files.createDirectories(folder.resolve("duru"));
        if (!file.isEmpty()) {
            Files.writeString(
                    home.resolve("alertmanager.yml"),
                    file.replace("HOOK", "http://127.0.0.1:" + hooks.getAddress().getPort())
                            .replace("MAIL", "127.0.0.1:" + mail.getLocalPort()));
        }
        return new Bench(home, () -> "");
    }

    private static HttpResponse<String> post(Bench bench, String path, String body) {
        return bench.post(path, "application/json", body);
    }

    private static final String ROUTES =
            """
            global: { smtp_smarthost: MAIL, smtp_from: duru@example.org, smtp_require_tls: false,
                      smtp_auth_username: u, smtp_auth_password: p }
            route:
              receiver: hook
              group_by: [alertname]
              group_wait: 100ms
              group_interval: 200ms
              routes:
                - { matchers: ['severity="page"'], receiver: people, continue: true }
                - { matchers: ['severity="page"'], receiver: hook }
            receivers:
              - name: hook
                webhook_configs: [{ url: HOOK/hook }]
              - name: people
                slack_configs: [{ api_url: HOOK/chat, channel: '#ops' }]
                email_configs: [{ to: 'ops@example.org' }]
            inhibit_rules:
              - { source_matchers: ['alertname=Big'], target_matchers: ['severity=warning'], equal: [site] }
            """;

    @Test
    void alertsReachWebHookChatAndMail() throws Exception {
        refusals.set(1);
        try (Bench bench = bench(ROUTES)) {
            post(
                    bench,
                    "/api/v2/alerts",
                    "[{\"labels\":{\"alertname\":\"Down\",\"severity\":\"page\"},\"annotations\":{\"summary\":\"It is down.\"}}]");
            Bench.await("all are told", () -> posted.size() >= 2 && !letters.isEmpty());
            assertThat(posted.stream().filter(p -> p.startsWith("/hook")).findFirst().orElse(""))
                    .contains("\"version\":\"4\"")
                    .contains("\"status\":\"firing\"")
                    .contains("\"groupLabels\":{\"alertname\":\"Down\"}")
                    .contains("\"commonAnnotations\":{\"summary\":\"It is down.\"}");
            assertThat(posted.stream().filter(p -> p.startsWith("/chat")).findFirst().orElse(""))
                    .contains("\"channel\":\"#ops\"")
                    .contains("\"text\":\"[FIRING:1] Down\"")
                    .contains("\"color\":\"danger\"");
            String letter = letters.getFirst();
            assertThat(letter)
                    .contains("AUTH PLAIN " + base64("\0u\0p"))
                    .contains("RCPT TO:<ops@example.org>")
                    .contains("Subject: =?utf-8?B?" + base64("[FIRING:1] Down"));
            String body =
                    letter.substring(letter.indexOf("base64\n\n") + 8, letter.indexOf("\n.\n"));
            assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
                    .contains("firing: Down severity=page")
                    .contains("summary: It is down.");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void silencedAndInhibitedAlertsAreNotTold() throws Exception {
        try (Bench bench = bench(ROUTES)) {
            assertThat(
                            post(
                                            bench,
                                            "/api/v2/silences",
                                            "{\"matchers\":[{\"name\":\"alertname\",\"value\":\"Quiet\",\"isRegex\":false}],"
                                                    + "\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2100-01-01T00:00:00Z\","
                                                    + "\"createdBy\":\"ann\",\"comment\":\"known\"}")
                                    .body())
                    .contains("silenceID");
            post(
                    bench,
                    "/api/v2/alerts",
                    "[{\"labels\":{\"alertname\":\"Quiet\"}},"
                            + "{\"labels\":{\"alertname\":\"Small\",\"severity\":\"warning\",\"site\":\"a\"}},"
                            + "{\"labels\":{\"alertname\":\"Big\",\"site\":\"a\"}},"
                            + "{\"labels\":{\"alertname\":\"Elsewhere\",\"severity\":\"warning\",\"site\":\"b\"}}]");
            Bench.await("two are told", () -> posted.size() >= 2);
            assertThat(posted).noneMatch(p -> p.contains("Quiet") || p.contains("Small"));
            assertThat(bench.ask("/api/v2/alerts?active=false", "root").body())
                    .contains("Quiet", "Small", "\"state\":\"suppressed\"")
                    .doesNotContain("Elsewhere");
            post(
                    bench,
                    "/api/v2/alerts",
                    "[{\"labels\":{\"alertname\":\"Big\",\"site\":\"a\"},\"endsAt\":\"2021-01-01T00:00:00Z\"}]");
            Bench.await(
                    "the end of one is told",
                    () -> posted.stream().anyMatch(p -> p.contains("\"status\":\"resolved\"")));
            assertThat(bench.ask("/api/v1/alerts/history?search=big", "root").body())
                    .contains("\"state\":\"resolved\"")
                    .contains("\"state\":\"firing\"")
                    .doesNotContain("Quiet");
        }
    }

    private static void silence(Bench bench, String name, String author, String start, String end) {
        String body =
                """
                {"matchers":[{"name":"alertname","value":"%s","isRegex":false,"isEqual":true}],
                 "startsAt":"%s","endsAt":"%s","createdBy":"%s","comment":"known","status":{"state":"active"}}
                """
                        .formatted(name, start, end, author);
        assertThat(post(bench, "/api/v2/silences", body).statusCode()).isEqualTo(200);
    }

    @Test
    void theApiFiltersAndRefusesAsAlertmanagerDoes() throws Exception {
        try (Bench bench = bench(ROUTES)) {
            HttpResponse<String> some =
                    post(
                            bench,
                            "/api/v2/alerts",
                            "[{\"labels\":{}},"
                                    + "{\"labels\":{\"alertname\":\"Late\"},\"startsAt\":\"2026-01-02T00:00:00Z\",\"endsAt\":\"2026-01-01T00:00:00Z\"},"
                                    + "{\"labels\":{\"alertname\":\"Good\",\"empty\":\"\",\"site\":\"a\"},\"status\":{\"state\":\"active\"}},"
                                    + "{\"labels\":{\"alertname\":\"Quiet\",\"site\":\"b\"}}]");
            assertThat(some.statusCode()).isEqualTo(400);
            assertThat(some.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/json");
            assertThat(some.body())
                    .startsWith("\"an alert has no labels")
                    .contains("start time must be before end time");
            silence(bench, "Quiet", "ann", "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z");
            silence(bench, "Other", "bob", "2090-01-01T00:00:00Z", "2100-01-01T00:00:00Z");
            silence(bench, "Soon", "ann", "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z");
            Bench.await(
                    "groups",
                    () -> bench.ask("/api/v2/alerts/groups", "root").body().contains("Quiet"));
            String alerts = bench.ask("/api/v2/alerts?silenced=false", "root").body();
            assertThat(alerts).contains("\"Good\"").doesNotContain("Quiet", "empty", "Late");
            assertThat(bench.ask("/api/v2/alerts/groups?silenced=false", "root").body())
                    .contains("\"Good\"")
                    .doesNotContain("Quiet");
            assertThat(bench.ask("/api/v2/alerts/groups?active=false", "root").body())
                    .contains("\"Quiet\"", "\"state\":\"suppressed\"")
                    .doesNotContain("\"Good\"");
            assertThat(bench.ask("/api/v2/alerts/groups?filter=site%3D%22a%22", "root").body())
                    .contains("\"Good\"")
                    .doesNotContain("Quiet");
            assertThat(bench.ask("/api/v2/alerts/groups?receiver=nobody.*", "root").body())
                    .isEqualTo("[]");
            assertThat(bench.ask("/api/v2/alerts?receiver=%5B", "root"))
                    .satisfies(r -> assertThat(r.statusCode()).isEqualTo(400))
                    .satisfies(r -> assertThat(r.body()).contains("failed to parse receiver"));
            assertThat(bench.ask("/api/v2/alerts?active=perhaps", "root").statusCode())
                    .isEqualTo(400);
            assertThat(bench.ask("/api/v2/alerts?filter=nonsense", "root").body())
                    .startsWith("\"bad filter");
            String silences = bench.ask("/api/v2/silences", "root").body();
            assertThat(silences.indexOf("\"Soon\""))
                    .isPositive()
                    .isLessThan(silences.indexOf("\"Quiet\""));
            assertThat(silences.indexOf("\"Quiet\"")).isLessThan(silences.indexOf("\"Other\""));
            assertThat(bench.ask("/api/v2/silences?creator=bob", "root").body())
                    .contains("\"Other\"")
                    .doesNotContain("Quiet", "Soon");
            assertThat(bench.ask("/api/v2/silence/none", "root").statusCode()).isEqualTo(404);
            assertThat(bench.ask("/api/v2/status", "root").body())
                    .contains("\"original\":", "<secret>")
                    .doesNotContain("smtp_auth_password: p");
        }
    }

    @Test
    void withoutAFileAnAlertOfAProjectBecomesAFact() throws Exception {
        try (Bench bench = bench("")) {
            List<AlertFact> facts = new ArrayList<>();
            bench.database.update(tx ->
                    tx.append(
                            new Fact.ReleaseDeployed(
                                    Bench.SHOP, "c1", 1, "production", "sha256:1", "")));
            post(
                    bench,
                    "/api/v2/alerts",
                    "[{\"labels\":{\"alertname\":\"Slow\",\"app\":\"team/shop\",\"env\":\"production\",\"severity\":\"critical\"},"
                            + "\"annotations\":{\"summary\":\"Slow.\"}}]");
            Bench.await(
                    "the fact",
                    () -> {
                        facts.clear();
                        bench.ledger
                                .after(0, 100)
                                .forEach(entry -> {
                                    if (entry.fact() instanceof AlertFact fact) {
                                        facts.add(fact);
                                    }
                                });
                        return !facts.isEmpty();
                    });
            assertThat(facts.getFirst())
                    .isInstanceOfSatisfying(
                            AlertFact.AlertFired.class,
                            fired -> {
                                assertThat(fired.project()).isEqualTo(Bench.SHOP);
                                assertThat(fired.alert()).isEqualTo("Slow");
                                assertThat(fired.summary()).isEqualTo("Slow.");
                                assertThat(fired.environment()).isEqualTo("production");
                            });
            assertThat(bench.ask("/api/v1/projects/team/shop/alerts/history", "ann").body())
                    .contains("Slow");
            assertThat(bench.ledger.ofChange(Bench.SHOP, "c1"))
                    .as("the alert is in the story of the change that was live")
                    .anyMatch(entry -> entry.fact().equals(facts.getFirst()));
        }
    }

    private static String amtool(Bench bench, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/amtool"));
        command.add(
                "--alertmanager.url=" + bench.server.localUrl().replace("://", "://root:root@"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.replaceAll("(?m)^Warning: .*\\R", "");
    }

    @Test
    void amtoolListsAndSilencesWhatPrometheusSends() throws Exception {
        Assumptions.assumeTrue(
                Program.isInstalled("amtool") && Program.isInstalled("prometheus"),
                "amtool or prometheus is not installed");
        try (Bench bench = bench(ROUTES)) {
            Path rules = folder.resolve("rules.yml");
            Files.writeString(
                    rules,
                    "groups: [{ name: g, interval: 1s, rules: [{ alert: FromPrometheus, expr: vector(1), labels: { severity: page } }] }]");
            String config =
                    """
                    rule_files: [%s]
                    alerting:
                      alertmanagers:
                        - basic_auth: { username: root, password: root }
                          static_configs: [{ targets: ['%s'] }]
                    """
                            .formatted(rules, URI.create(bench.server.localUrl()).getAuthority());
            try (PrometheusServer prometheus =
                    PrometheusServer.start(
                            folder, Program.freePort(), config, "--rules.alert.resend-delay=1s")) {
                Bench.await(
                        "prometheus sends: " + prometheus.log(),
                        () -> bench.ask("/api/v2/alerts", "root").body().contains("FromProm"));
            }
            assertThat(amtool(bench, "alert", "query", "severity=page")).contains("FromPrometheus");
            String id =
                    amtool(
                                    bench,
                                    "silence",
                                    "add",
                                    "alertname=FromPrometheus",
                                    "--author=ann",
                                    "--comment=known",
                                    "--duration=2h")
                            .strip();
            assertThat(amtool(bench, "silence", "query")).contains(id.substring(0, 8));
            assertThat(amtool(bench, "alert", "query")).doesNotContain("FromPrometheus");
            amtool(bench, "silence", "expire", id);
            assertThat(amtool(bench, "alert", "query")).contains("FromPrometheus");
            assertThat(amtool(bench, "config", "show")).contains("inhibit_rules");
        }
    }
}

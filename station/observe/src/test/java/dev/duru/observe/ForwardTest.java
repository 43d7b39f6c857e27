package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's prometheus-alertmanager gets the alerts of Duru's rules. */
class ForwardTest {
    @TempDir Path folder;

    private void write(int port) throws IOException {
        Files.writeString(
                folder.resolve("rules.yml"),
                """
                groups:
                  - name: g
                    interval: 200ms
                    rules:
                      - { alert: Always, expr: vector(1), labels: { team: core, secret: x }, annotations: { summary: It is so. } }
                      - { alert: Dropped, expr: vector(1) }
                """);
        Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: { external_labels: { site: north } }
                rule_files: [rules.yml]
                alerting:
                  alert_relabel_configs:
                    - { source_labels: [alertname], regex: Dropped, action: drop }
                    - { regex: secret, action: labeldrop }
                  alertmanagers:
                    - static_configs: [{ targets: ['127.0.0.1:%d'] }]
                """
                        .formatted(port));
    }

    @Test
    void alertsReachARealAlertmanagerThatWasDown() throws Exception {
        Assumptions.assumeTrue(
                Program.isInstalled("prometheus-alertmanager"),
                "prometheus-alertmanager is not installed");
        int port = Program.freePort();
        write(port);
        Path config =
                Files.writeString(
                        folder.resolve("am.yml"),
                        "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n");
        try (Bench bench = new Bench(folder, () -> "")) {
            Bench.await(
                    "the page says that it is down",
                    () -> bench.ask("/targets", "root").body().contains("/api/v2/alerts"));
            try (Program alertmanager =
                    Program.start(
                            folder,
                            "prometheus-alertmanager",
                            List.of(
                                    "--config.file=" + config,
                                    "--storage.path=" + folder.resolve("am"),
                                    "--cluster.listen-address=",
                                    "--web.listen-address=127.0.0.1:" + port))) {
                String alerts = "http://127.0.0.1:" + port + "/api/v2/alerts";
                Bench.await(
                        "the alert is there: " + alertmanager.log(),
                        () -> Program.get(alerts).contains("\"Always\""));
                assertThat(Program.get(alerts))
                        .contains("\"site\":\"north\"", "\"team\":\"core\"", "It is so.")
                        .doesNotContain("Dropped", "secret");
                assertThat(bench.ask("/api/v1/alertmanagers", "root").body())
                        .contains("127.0.0.1:" + port + "/api/v2/alerts");
            }
        }
    }
}

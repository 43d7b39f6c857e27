package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Duru writes to Debian's prometheus, which is away at first. */
class RemoteWriteTest {
    @TempDir Path folder;

    /** To a Duru, which knows version 2, and to Debian's prometheus, which takes it for nothing. */
    @Test
    void versionTwoIsSpokenWhereItIsKnown() throws Exception {
        Path second = Files.createDirectories(folder.resolve("second"));
        Path first = Files.createDirectories(folder.resolve("first"));
        try (Bench taker = new Bench(second, () -> "");
                PrometheusServer prometheus = PrometheusServer.start(folder)) {
            Files.writeString(
                    first.resolve("prometheus.yml"),
                    """
                    global: { external_labels: { site: here } }
                    remote_write:
                      - url: %s/api/v1/write
                        protobuf_message: io.prometheus.write.v2.Request
                        authorization: { credentials: root }
                      - url: %s/api/v1/write
                        protobuf_message: io.prometheus.write.v2.Request
                    """
                            .formatted(taker.server.localUrl(), prometheus.url));
            String asked = "/api/v1/query?query=duru_edge_up%7Bsite=%22here%22%7D";
            try (Bench giver = new Bench(first, () -> "")) {
                Bench.await(
                        "Duru gets samples by version 2",
                        () -> taker.ask(asked, "root").body().contains("\"1\""));
                Bench.await(
                        "prometheus gets them by version 1",
                        () -> prometheus.get(asked).contains("\"1\""));
                assertThat(giver.ask("/targets", "root").body()).doesNotContain("takes no samples");
            }
        }
    }

    @Test
    void whatWasMeasuredDuringAnOutageArrives() throws Exception {
        Assumptions.assumeTrue(Program.isInstalled("prometheus"), "prometheus is not installed");
        int port = Program.freePort();
        Path home = Files.createDirectories(folder.resolve("duru"));
        Files.writeString(
                home.resolve("prometheus.yml"),
                """
                global: { external_labels: { site: here } }
                remote_write:
                  - url: http://127.0.0.1:%d/api/v1/write
                    write_relabel_configs:
                      - { source_labels: [__name__], regex: duru_edge_up, action: keep }
                """
                        .formatted(port));
        try (Bench bench = new Bench(home, () -> "")) {
            Bench.await(
                    "it is told that nobody takes samples",
                    () -> bench.ask("/targets", "root").body().contains("takes no samples"));
            long before = System.currentTimeMillis() / 1000;
            try (PrometheusServer prometheus =
                    PrometheusServer.start(folder, port, "global: {}\n")) {
                String then =
                        "/api/v1/query?query=duru_edge_up%7Bsite=%22here%22%7D&time=" + before;
                Bench.await(
                        "what was measured before arrives: " + prometheus.log(),
                        () -> prometheus.get(then).contains("\"1\""));
                assertThat(prometheus.query("duru_build_info")).contains("\"result\":[]");
            }
        }
    }
}

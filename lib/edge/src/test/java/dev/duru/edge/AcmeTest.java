package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.edge.tls.Authority;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates from Pebble, the authority that Let's Encrypt made for tests. */
class AcmeTest {
    @TempDir Path folder;

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private Process pebble(int port, int edgePort, FrontSettings.Pair own) throws Exception {
        Path config = folder.resolve("pebble.json");
        Files.writeString(
                config,
                """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "",
                  "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": 1,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """
                        .formatted(port, own.certificate(), own.key(), edgePort));
        ProcessBuilder builder = new ProcessBuilder("pebble", "-config", config.toString());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("pebble.log").toFile())
                .start();
    }

    private static boolean accepts(int port) {
        try (var unused = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void aCertificateIsOrderedProvenKeptAndServed() throws Exception {
        Tool.needs("pebble");
        FrontSettings.Pair own = Tool.certificate(folder, "pebble", "localhost");
        int port = freePort();
        try (var edge = new TestEdge(folder.resolve("edge"))) {
            Process pebble = pebble(port, edge.port, own);
            try {
                TestEdge.await("pebble", () -> accepts(port));
                edge.front(
                        FrontSettings.NONE.with(
                                List.of(new FrontSettings.Listener("127.0.0.1:0", true)),
                                new FrontSettings.Tls(
                                        List.of(),
                                        new FrontSettings.Acme(
                                                "https://localhost:" + port + "/dir",
                                                "admin@shop.test",
                                                List.of("localhost"),
                                                own.certificate()))));
                Path acme = folder.resolve("edge/acme");
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                TestEdge.await(
                        "a certificate or a reason: " + edge.said,
                        () ->
                                Files.exists(acme.resolve("localhost.pem"))
                                        || !edge.server.troubles().isEmpty()
                                        || System.nanoTime() > deadline);
                assertThat(edge.server.troubles())
                        .as(Files.readString(folder.resolve("pebble.log")))
                        .isEmpty();
                int tls = edge.server.listeners().ports().get("tls 127.0.0.1:0");
                TestEdge.await(
                        "it is served, or why not",
                        () -> issuer(tls).contains("Pebble") || !edge.server.troubles().isEmpty());
                assertThat(edge.server.troubles()).isEmpty();
                assertThat(Authority.isDue(acme, "localhost", Clock.systemUTC())).isFalse();
                Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(5 * 365));
                assertThat(Authority.isDue(acme, "localhost", later)).isTrue();
                Files.delete(acme.resolve("localhost.pem"));
                TestEdge.await(
                        "another one for the same account",
                        () ->
                                Files.exists(acme.resolve("localhost.pem"))
                                        || !edge.server.troubles().isEmpty());
                assertThat(edge.server.troubles()).isEmpty();
                assertThat(
                                java.nio.file.attribute.PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(
                                                acme.resolve("localhost.key"))))
                        .isEqualTo("rw-------");
            } finally {
                pebble.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void anAuthorityThatCannotBeReachedIsATroubleAndNothingElse() throws Exception {
        int nobody = freePort();
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            edge.front(
                    FrontSettings.NONE.with(
                            List.of(),
                            new FrontSettings.Tls(
                                    List.of(),
                                    new FrontSettings.Acme(
                                            "https://localhost:" + nobody + "/dir",
                                            null,
                                            List.of("shop.test"),
                                            null))));
            TestEdge.await("a trouble", () -> !edge.server.troubles().isEmpty());
            assertThat(edge.server.troubles().get("shop.test"))
                    .startsWith("no certificate for shop.test: https://localhost:" + nobody);
            assertThat(edge.get("/")).endsWith("hello");
        }
    }

    private static String issuer(int port) {
        try {
            return Tool.run(
                    "sh",
                    "-c",
                    "openssl s_client -connect 127.0.0.1:"
                            + port
                            + " -servername localhost 2>/dev/null | openssl x509 -noout -issuer");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.duru.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the reference registry where it is installed, and against hostile servers of our own. */
class RegistryClientTest {
    @TempDir Path temp;

    @Test
    void pushesAndPullsWithTheReferenceRegistry() throws Exception {
        Optional<Path> program = find("docker-registry");
        assumeTrue(program.isPresent(), "skipped: docker-registry is not installed");
        int port = freePort();
        Path config = temp.resolve("registry.yml");
        Files.writeString(
                config,
                """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """
                        .formatted(temp.resolve("data"), port));
        Process process =
                new ProcessBuilder(program.get().toString(), "serve", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("log").toFile())
                        .start();
        try (RegistryClient client =
                new RegistryClient(URI.create("http://127.0.0.1:" + port), null)) {
            await(client);
            roundTrip(client);
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void roundTrip(RegistryClient client) throws IOException {
        byte[] noise = new byte[3_000_000];
        new Random(3).nextBytes(noise);
        BuiltImage image =
                ImageBuilder.build(
                        ImageSpec.of(
                                Platform.linux("amd64"),
                                Instant.EPOCH,
                                RunConfig.empty(),
                                List.of(new LayerEntry.File("x", 0644, Content.bytes(noise)))),
                        temp.resolve("build"));
        LayerWriter.Layer layer = image.layers().getFirst();
        client.pushChunked("a/b", layer.descriptor().digest(), layer.file(), 1_000_000);
        client.push("a/b", image.config().digest(), Content.bytes(image.configBytes()));
        assertThat(client.mount("a/c", layer.descriptor().digest(), "a/b")).isTrue();
        assertThat(client.hasBlob("a/c", layer.descriptor().digest())).isTrue();
        assertThat(client.hasBlob("a/c", Digest.of(new byte[] {7}))).isFalse();
        client.push("a/c", image.config().digest(), Content.bytes(image.configBytes()));
        for (String repository : List.of("a/b", "a/c")) {
            client.pushManifest(repository, "v1", MediaTypes.OCI_MANIFEST, image.manifestBytes());
            assertThat(client.tags(repository)).containsExactly("v1");
            RegistryClient.Fetched fetched = client.manifest(repository, "v1").orElseThrow();
            assertThat(fetched.descriptor().digest()).isEqualTo(image.digest());
        }
        assertThat(client.manifest("a/b", image.digest().toString())).isPresent();
        assertThat(client.manifest("a/b", "none")).isEmpty();
        Path pulled = temp.resolve("pulled");
        client.pull("a/b", layer.descriptor(), pulled);
        assertThat(pulled).hasSameBinaryContentAs(layer.file());
        assertThatThrownBy(() ->
                        client.pushManifest(
                                "a/none", "v1", MediaTypes.OCI_MANIFEST, image.manifestBytes()))
                .isInstanceOf(RegistryException.class)
                .extracting(e -> ((RegistryException) e).status())
                .isIn(400, 404);
    }

    @Test
    void contentWithAWrongDigestLeavesNothing() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = "not what was asked for".getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try (RegistryClient client = new RegistryClient(uri(server), null)) {
            Path target = temp.resolve("blob");
            Descriptor wrong = Descriptor.of("x", Digest.of(new byte[0]), body.length);
            assertThatThrownBy(() -> client.pull("a", wrong, target))
                    .hasMessageContaining("wrong content");
            Descriptor shorter = Descriptor.of("x", Digest.of(body), 5);
            assertThatThrownBy(() -> client.pull("a", shorter, target))
                    .hasMessageContaining("longer than 5");
            Descriptor longer = Descriptor.of("x", Digest.of(body), 500);
            assertThatThrownBy(() -> client.pull("a", longer, target))
                    .hasMessageContaining("cut off");
            assertThat(temp).isEmptyDirectory();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void answersChallengesAndKeepsCredentialsAtHome() throws Exception {
        List<String> elsewhere = new ArrayList<>();
        HttpServer storage =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage.createContext(
                "/",
                exchange -> {
                    elsewhere.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write(new byte[] {'h', 'i'});
                    exchange.close();
                });
        HttpServer registry = registry(storage);
        storage.start();
        registry.start();
        byte[] content = {'h', 'i'};
        Descriptor blob = Descriptor.of("x", content);
        try (RegistryClient known =
                        new RegistryClient(
                                uri(registry), new RegistryClient.Credentials("u", "p"));
                RegistryClient stranger =
                        new RegistryClient(
                                uri(registry), new RegistryClient.Credentials("u", "no"))) {
            known.pull("a", blob, temp.resolve("blob"));
            assertThat(temp.resolve("blob")).hasContent("hi");
            assertThat(elsewhere).containsExactly("null");
            assertThatThrownBy(() -> stranger.pull("a", blob, temp.resolve("no")))
                    .hasMessageContaining("check user and password");
        } finally {
            registry.stop(0);
            storage.stop(0);
        }
    }

    /** Wants a token, and sends whoever has one to the storage. */
    private static HttpServer registry(HttpServer storage) throws IOException {
        HttpServer registry =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext(
                "/token",
                exchange -> {
                    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                    boolean right = authorization.equals("Basic dTpw");
                    byte[] token = "{\"token\":\"secret\"}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(right ? 200 : 401, right ? token.length : -1);
                    if (right) {
                        exchange.getResponseBody().write(token);
                    }
                    exchange.close();
                });
        registry.createContext(
                "/v2/",
                exchange -> {
                    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                    if (!"Bearer secret".equals(authorization)) {
                        exchange.getResponseHeaders()
                                .add(
                                        "WWW-Authenticate",
                                        "Bearer realm=\""
                                                + uri(registry)
                                                + "/token\",service=\"s\"");
                        exchange.sendResponseHeaders(401, -1);
                    } else {
                        exchange.getResponseHeaders().add("Location", uri(storage) + "/blob");
                        exchange.sendResponseHeaders(307, -1);
                    }
                    exchange.close();
                });
        return registry;
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void await(RegistryClient client) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                client.ping();
                return;
            } catch (RegistryException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> find(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

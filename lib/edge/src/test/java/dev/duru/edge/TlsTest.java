package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates from files, with curl and openssl as clients. */
class TlsTest {
    @TempDir Path folder;

    private static FrontSettings front(FrontSettings.Pair... pairs) {
        return FrontSettings.NONE.with(
                List.of(new FrontSettings.Listener("127.0.0.1:0", true)),
                new FrontSettings.Tls(List.of(pairs), null));
    }

    private static int tlsPort(TestEdge edge) {
        return edge.server.listeners().ports().get("tls 127.0.0.1:0");
    }

    private static String served(int port, String name) throws Exception {
        return Tool.run(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:"
                        + port
                        + " -servername "
                        + name
                        + " 2>/dev/null | openssl x509 -noout -subject -fingerprint");
    }

    @Test
    void theNameChoosesTheCertificateAndHttp2IsAgreedUpon() throws Exception {
        Tool.needs("curl");
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            edge.front(
                    front(
                            Tool.certificate(folder, "first", "other.test"),
                            Tool.certificate(folder, "shop", "shop.test"),
                            Tool.certificate(folder, "star", "*.star.test")));
            int port = tlsPort(edge);
            assertThat(served(port, "shop.test")).contains("CN = shop");
            assertThat(served(port, "a.star.test")).contains("CN = star");
            assertThat(served(port, "nobody.test")).contains("CN = first");
            for (String version : List.of("--http1.1", "--http2")) {
                String said =
                        Tool.run(
                                "curl",
                                "-sS",
                                version,
                                "--cacert",
                                folder + "/shop.pem",
                                "--resolve",
                                "shop.test:" + port + ":127.0.0.1",
                                "-w",
                                " %{http_version}",
                                "https://shop.test:" + port + "/");
                assertThat(said).isEqualTo("hello " + (version.equals("--http2") ? "2" : "1.1"));
            }
            assertThat(backend.heads)
                    .allSatisfy(head ->
                            assertThat(TestBackend.header(head, "X-Forwarded-Proto"))
                                    .isEqualTo("https"));
            assertThat(
                            Tool.run(
                                    "sh",
                                    "-c",
                                    "openssl s_client -tls1_1 -cipher ALL:@SECLEVEL=0 -connect"
                                            + " 127.0.0.1:"
                                            + port
                                            + " 2>&1 | grep -c 'Cipher is (NONE)'"))
                    .as("TLS 1.1 is too old")
                    .startsWith("1");
        }
    }

    @Test
    void aRenewedPairIsTakenAndABadOneLeavesTheOneBefore() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            edge.front(front(Tool.certificate(folder, "shop", "shop.test")));
            int port = tlsPort(edge);
            String before = served(port, "shop.test");
            Tool.certificate(folder, "shop", "shop.test");
            TestEdge.await("the renewed one", () -> differs(before, port));
            String renewed = served(port, "shop.test");

            Files.writeString(folder.resolve("shop.pem"), "no certificate");
            TestEdge.await("a trouble", () -> !edge.server.troubles().isEmpty());
            assertThat(edge.server.troubles().values())
                    .allSatisfy(t -> assertThat(t).contains("shop.pem").contains("before stays"));
            assertThat(served(port, "shop.test")).isEqualTo(renewed);
            assertThat(edge.said).anySatisfy(line -> assertThat(line).contains("shop.pem"));
            assertThat(edge.server.metrics()).contains("duru_edge_certificate_troubles 1");

            FrontSettings.Pair other = Tool.certificate(folder, "other", "other.test");
            Files.copy(
                    Path.of(other.certificate()),
                    folder.resolve("shop.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            TestEdge.await(
                    "the key does not fit",
                    () -> edge.server.troubles().values().toString().contains("not that of"));
            assertThat(served(port, "shop.test")).isEqualTo(renewed);
            Tool.certificate(folder, "shop", "shop.test");
            TestEdge.await("no trouble", () -> edge.server.troubles().isEmpty());
        }
    }

    private static boolean differs(String before, int port) {
        try {
            return !served(port, "shop.test").equals(before);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDocumentWithABadPairOrATakenAddressChangesNothing() throws Exception {
        try (var edge = new TestEdge(folder)) {
            EdgeConfig bad =
                    edge.server.current().next(front(new FrontSettings.Pair("/none.pem", "/k")));
            assertThatThrownBy(() -> edge.server.apply(bad))
                    .isInstanceOf(EdgeException.Invalid.class)
                    .hasMessageContaining("no file /none.pem");
            EdgeConfig taken =
                    edge.server
                            .current()
                            .next(
                                    FrontSettings.NONE.with(
                                            List.of(
                                                    new FrontSettings.Listener(
                                                            "127.0.0.1:" + edge.port, false)),
                                            null));
            assertThatThrownBy(() -> edge.server.apply(taken))
                    .isInstanceOf(EdgeException.Invalid.class)
                    .hasMessageContaining("another program has it");
            assertThat(edge.server.current().version()).isZero();
        }
    }

    @Test
    void plainRequestsAreSentToHttpsAndTheBrowserRemembers() throws Exception {
        Tool.needs("curl");
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.front(front(Tool.certificate(folder, "shop", "shop.test")));
            int port = tlsPort(edge);
            var settings =
                    new RouteSettings(
                            new RouteSettings.Secure(true, port, 86_400L),
                            null,
                            List.of(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null);
            edge.server.apply(
                    edge.server
                            .current()
                            .next(
                                    List.of(
                                            new EdgeConfig.Route(
                                                    "shop.test",
                                                    "/",
                                                    List.of(
                                                            TestEdge.release(
                                                                    "r", 1, backend.address())),
                                                    settings))));
            assertThat(edge.get("/a?b=c"))
                    .startsWith("HTTP/1.1 308")
                    .contains("location: https://shop.test:" + port + "/a?b=c");
            String said =
                    Tool.run(
                            "curl",
                            "-sSi",
                            "--http2",
                            "-k",
                            "--resolve",
                            "shop.test:" + port + ":127.0.0.1",
                            "https://shop.test:" + port + "/");
            assertThat(said).contains("strict-transport-security: max-age=86400").endsWith("hello");
            assertThat(backend.requests).hasValue(1);
        }
    }

    @Test
    void webSocketsPass() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = new TestBackend(TlsTest::echo);
                var http = HttpClient.newHttpClient()) {
            edge.server.apply(
                    edge.server
                            .current()
                            .next(
                                    List.of(
                                            EdgeConfig.Route.of(
                                                    "*",
                                                    List.of(
                                                            TestEdge.release(
                                                                    "r", 1, backend.address()))))));
            var heard = new CompletableFuture<String>();
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + edge.port + "/ws"),
                                    new WebSocket.Listener() {
                                        @Override
                                        public CompletionStage<?> onText(
                                                WebSocket by, CharSequence text, boolean last) {
                                            heard.complete(text.toString());
                                            return null;
                                        }
                                    })
                            .get(60, TimeUnit.SECONDS);
            socket.sendText("hello there", true).get(60, TimeUnit.SECONDS);
            assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("hello there");
            socket.abort();
            TestEdge.await("the tunnel's end", () -> edge.counters("r").inFlight() == 0);
        }
    }

    /** A server for WebSocket (RFC 6455) that gives one short text back. */
    private static boolean echo(String head, java.io.InputStream in, java.io.OutputStream out)
            throws IOException {
        String key = TestBackend.header(head, "Sec-WebSocket-Key");
        byte[] hash;
        try {
            hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.US_ASCII));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: "
                                + Base64.getEncoder().encodeToString(hash)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        byte[] frame = in.readNBytes(6);
        byte[] text = in.readNBytes(frame[1] & 0x7f);
        for (int i = 0; i < text.length; i++) {
            text[i] ^= frame[2 + (i & 3)];
        }
        out.write(new byte[] {(byte) 0x81, (byte) text.length});
        out.write(text);
        out.flush();
        return in.read() >= 0;
    }

    @Test
    void manyStreamsShareOneConnectionAndBodiesOfAMegabytePassBothWays() throws Exception {
        FrontSettings.Pair pair = Tool.certificate(folder, "shop", "localhost");
        try (var edge = new TestEdge(folder);
                var backend =
                        new TestBackend((head, in, out) -> {
                            String length = TestBackend.header(head, "Content-Length");
                            byte[] body =
                                    in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
                            out.write(
                                    ("HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + body.length
                                                    + "\r\n\r\n")
                                            .getBytes());
                            out.write(body);
                            out.flush();
                            return true;
                        });
                var http = HttpClient.newBuilder().sslContext(trustAll()).build()) {
            edge.server.apply(
                    new EdgeConfig(
                            1,
                            List.of(
                                    EdgeConfig.Route.of(
                                            "*",
                                            List.of(TestEdge.release("r", 1, backend.address())))),
                            front(pair)));
            byte[] body = new byte[1 << 20];
            new java.util.Random(7).nextBytes(body);
            URI uri = URI.create("https://localhost:" + tlsPort(edge) + "/");
            List<CompletableFuture<HttpResponse<byte[]>>> answers =
                    IntStream.range(0, 20)
                            .mapToObj(i ->
                                    http.sendAsync(
                                            HttpRequest.newBuilder(uri)
                                                    .POST(
                                                            HttpRequest.BodyPublishers.ofByteArray(
                                                                    body))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofByteArray()))
                            .toList();
            for (var answer : answers) {
                HttpResponse<byte[]> got = answer.get(30, TimeUnit.SECONDS);
                assertThat(got.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(got.body()).isEqualTo(body);
            }
            TestEdge.await("nothing in flight", () -> edge.counters("r").inFlight() == 0);
            assertThat(edge.counters("r").byCode()).containsEntry("200", 20L);
        }
    }

    private static javax.net.ssl.SSLContext trustAll() throws Exception {
        var context = javax.net.ssl.SSLContext.getInstance("TLS");
        context.init(
                null,
                io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        return context;
    }
}

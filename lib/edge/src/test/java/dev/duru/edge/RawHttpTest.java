package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests byte by byte: what passes, what is refused, and how the connection goes on. */
class RawHttpTest {
    @TempDir Path folder;
    private TestEdge edge;
    private TestBackend echo;

    /** Answers with the head it got and the body behind it, both decoded. */
    @BeforeEach
    void start() throws IOException {
        edge = new TestEdge(folder);
        echo =
                new TestBackend((head, in, out) -> {
                    String text = head + "|" + body(head, in);
                    return TestBackend.answer(out, 200, text);
                });
        edge.route(TestEdge.release("r", 1, echo.address()));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        echo.close();
    }

    static String body(String head, InputStream in) throws IOException {
        if (TestBackend.header(head, "transfer-encoding").isEmpty()) {
            String length = TestBackend.header(head, "content-length");
            return new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
        }
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = TestEdge.line(in);
            if (line.isEmpty()) {
                throw new IOException("the edge left");
            }
            int size = Integer.parseInt(line, 16);
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            String end = TestEdge.line(in);
            if (size == 0) {
                while (!end.isEmpty()) {
                    body.append("[").append(end).append("]");
                    end = TestEdge.line(in);
                }
                return body.toString();
            }
        }
    }

    private static final String CLOSE = "Host: shop.test\r\nConnection: close\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nContent-Length: 6"
                        + "\r\n\r\nhello!",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nContent-Length: 5"
                        + "\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: +5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n"
                        + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: shop.test\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: shop.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: shop.test\nX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: shop.test\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: shop.test\r\nHost: shop.test\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: shop.test\r\n\r\n",
                "GET shop.test HTTP/1.1\r\nHost: shop.test\r\n\r\n",
                "rubbish\r\n\r\n",
            })
    void isRefusedAndReachesNoBackend(String request) throws IOException {
        assertThat(edge.raw(request)).startsWith("HTTP/1.1 400 ");
        assertThat(echo.requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nhello\r\n0\r\n\r\n",
                "5\nhello\n0\n\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
            })
    void badChunksNeverBecomeASecondRequest(String chunks) throws IOException {
        String answer =
                edge.raw(
                        "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + chunks
                                + "GET /smuggled HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("smuggled");
        assertThat(echo.heads).noneMatch(head -> head.contains("smuggled"));
    }

    @Test
    void connectAndTraceAndNewerVersionsAreNotServed() throws IOException {
        assertThat(edge.raw("CONNECT shop.test:80 HTTP/1.1\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 501");
        assertThat(edge.raw("TRACE / HTTP/1.1\r\n" + CLOSE + "\r\n")).startsWith("HTTP/1.1 501");
        assertThat(edge.raw("GET / HTTP/2.0\r\n" + CLOSE + "\r\n")).startsWith("HTTP/1.1 505");
        assertThat(edge.raw("GET / HTTP/1.1\r\nX: " + "y".repeat(40_000) + "\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(edge.raw("GET /" + "y".repeat(9_000) + " HTTP/1.1\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void headersForTheNextHopAloneAreTakenOutAndTheClientIsNamed() throws IOException {
        String answer =
                edge.raw(
                        "GET /p?q=1 HTTP/1.1\r\nHost: Shop.test:8080\r\nX-Forwarded-For: 6.6.6.6\r\n"
                                + "X-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6\r\n"
                                + "Keep-Alive: 5\r\nTE: trailers\r\nX-Own: 1\r\nX-Kept: 2\r\n"
                                + "Connection: close, X-Own, Host\r\n\r\n");
        assertThat(answer)
                .contains("GET /p?q=1 HTTP/1.1")
                .containsIgnoringCase("Host: Shop.test:8080")
                .contains("X-Forwarded-For: 127.0.0.1\r\n")
                .contains("X-Forwarded-Proto: http\r\n")
                .contains("X-Forwarded-Host: Shop.test:8080\r\n")
                .contains("X-Kept: 2")
                .doesNotContain("6.6.6.6")
                .doesNotContain("X-Own: 1")
                .doesNotContain("TE: ")
                .doesNotContain("Keep-Alive");
    }

    @Test
    void chunkedBodiesAndTrailersPass() throws IOException {
        String answer =
                edge.raw(
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n"
                                + CLOSE
                                + "\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Sum: 7\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("|hello world[X-Sum: 7]");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOnOneConnection() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            requests.append("POST /" + i + " HTTP/1.1\r\nHost: shop.test\r\n");
            requests.append("Content-Length: 3\r\n\r\nabc");
        }
        requests.append("GET /last HTTP/1.1\r\n" + CLOSE + "\r\n");
        String answer = edge.raw(requests.toString());
        int at = 0;
        for (int i = 0; i < 200; i++) {
            at = answer.indexOf("POST /" + i + " HTTP/1.1", at);
            assertThat(at).as("request %d in order", i).isPositive();
        }
        assertThat(answer.indexOf("GET /last", at)).isPositive();
        assertThat(echo.requests).hasValue(201);
        assertThat(echo.connections).as("kept alive").hasValueLessThan(5);
    }

    @Test
    void manyPipelinedRequestsThatAreAnsweredHereDoNotOverflowTheStack() throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: none.test\r\n\r\n";
        String last = "GET / HTTP/1.1\r\nHost: none.test\r\nConnection: close\r\n\r\n";
        String answer = edge.raw(request.repeat(20_000) + last);
        assertThat(answer.split("HTTP/1.1 404", -1)).hasSize(20_002);
    }

    @Test
    void manyTinyChunksDoNotOverflowTheStack() throws IOException {
        String answer =
                edge.raw(
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                                + CLOSE
                                + "\r\n"
                                + "1\r\na\r\n".repeat(50_000)
                                + "0\r\n\r\n");
        assertThat(answer).endsWith("|" + "a".repeat(50_000));
    }

    @Test
    void headHasNoBodyAndTheConnectionGoesOn() throws IOException {
        try (var lengths =
                new TestBackend((head, in, out) -> {
                    boolean isHead = head.startsWith("HEAD");
                    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
                    out.write((answer + (isHead ? "" : "hello")).getBytes());
                    return true;
                })) {
            edge.route(TestEdge.release("r", 1, lengths.address()));
            String answer =
                    edge.raw(
                            "HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\nGET / HTTP/1.1\r\n"
                                    + CLOSE
                                    + "\r\n");
            assertThat(answer.toLowerCase())
                    .matches(
                            "(?s)http/1.1 200 ok\r\ncontent-length: 5\r\n\r\n"
                                    + "http/1.1 200 ok\r\n.*\r\n\r\nhello");
        }
    }

    @Test
    void anOldClientGetsAnEndlessBodyUntilTheConnectionCloses() throws IOException {
        try (var chunked =
                new TestBackend((head, in, out) -> {
                    out.write(
                            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "5\r\nhello\r\n0\r\n\r\n")
                                    .getBytes());
                    return true;
                })) {
            edge.route(TestEdge.release("r", 1, chunked.address()));
            String answer = edge.raw("GET / HTTP/1.0\r\nHost: shop.test\r\n\r\n");
            assertThat(answer).endsWith("\r\n\r\nhello").doesNotContain("ransfer-");
        }
    }

    @Test
    void aBodyWithoutLengthBecomesChunked() throws IOException {
        try (var endless =
                new TestBackend((head, in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\nhello".getBytes());
                    return false;
                })) {
            edge.route(TestEdge.release("r", 1, endless.address()));
            assertThat(edge.get("/").toLowerCase())
                    .contains("transfer-encoding: chunked")
                    .endsWith("5\r\nhello\r\n0\r\n\r\n");
        }
    }

    @Test
    void expectContinueIsAskedOfTheBackend() throws IOException {
        try (var strict =
                        new TestBackend((head, in, out) -> {
                            assertThat(TestBackend.header(head, "expect"))
                                    .isEqualTo("100-continue");
                            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes());
                            out.flush();
                            return TestBackend.answer(out, 200, body(head, in));
                        });
                Socket socket = edge.connect()) {
            edge.route(TestEdge.release("r", 1, strict.address()));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write(
                            ("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n"
                                            + CLOSE
                                            + "\r\n")
                                    .getBytes());
            assertThat(TestEdge.line(in)).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(TestEdge.line(in)).isEmpty();
            socket.getOutputStream().write("body".getBytes());
            assertThat(new String(in.readAllBytes())).startsWith("HTTP/1.1 200").endsWith("body");
        }
    }

    @Test
    void aRefusalBeforeTheBodyReachesTheClientAndEndsTheConnection() throws IOException {
        try (var refusing =
                new TestBackend((head, in, out) -> TestBackend.answer(out, 413, "too big"))) {
            edge.route(TestEdge.release("r", 1, refusing.address()));
            String answer =
                    edge.raw(
                            "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 1000000\r\n\r\n"
                                    + "x".repeat(50_000));
            assertThat(answer).startsWith("HTTP/1.1 413").endsWith("too big");
            assertThat(answer.toLowerCase()).contains("connection: close");
        }
    }

    @Test
    void anUpgradeBecomesATunnelForBothSides() throws IOException {
        try (var upper =
                        new TestBackend((head, in, out) -> {
                            out.write(
                                    ("HTTP/1.1 101 Switching Protocols\r\n"
                                                    + "Connection: Upgrade\r\n"
                                                    + "Upgrade: websocket\r\n\r\n>")
                                            .getBytes());
                            for (int c = in.read(); c >= 0; c = in.read()) {
                                out.write(Character.toUpperCase(c));
                                out.flush();
                            }
                            return false;
                        });
                Socket socket = edge.connect()) {
            edge.route(TestEdge.release("r", 1, upper.address()));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write(
                            ("GET /ws HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive, Upgrade"
                                            + "\r\nUpgrade: websocket\r\n\r\n")
                                    .getBytes());
            assertThat(TestBackend.head(in).toLowerCase())
                    .startsWith("http/1.1 101")
                    .contains("upgrade: websocket")
                    .contains("connection: upgrade");
            assertThat(in.read()).isEqualTo('>');
            socket.getOutputStream().write("ping \u0000\r\n".getBytes());
            assertThat(new String(in.readNBytes(8))).isEqualTo("PING \u0000\r\n");
            assertThat(edge.counters("r").inFlight()).isEqualTo(1);
            socket.close();
            TestEdge.await("tunnel closed", () -> edge.counters("r").inFlight() == 0);
            assertThat(edge.counters("r").byCode()).containsEntry("101", 1L);
        }
    }

    @Test
    void metricsEscapeAndCount() throws IOException {
        edge.get("/");
        assertThat(edge.server.metrics())
                .contains("# TYPE duru_edge_request_duration_seconds histogram")
                .contains("le=\"+Inf\"} 1\n")
                .contains("duru_edge_requests_in_flight{app=\"acme/shop\"");
        assertThat(List.of(edge.server.metrics().split("\n")))
                .allMatch(line ->
                        line.startsWith("#") || line.matches("[a-z_]+(\\{.*})? [0-9.E+-]+"));
    }
}

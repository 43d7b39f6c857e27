package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 without TLS, on both sides, with nghttp2's programs and with frames written by hand. */
class Http2Test {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;

    @TempDir Path folder;

    private static EdgeConfig.Release http2(String address) {
        return new EdgeConfig.Release(
                "r", TestEdge.labels("r"), 1, List.of(address), false, EdgeConfig.Protocol.H2C);
    }

    /** One frame; what of its payload matters to a test is kept. */
    private record Frame(int type, int flags, int stream, byte[] payload) {}

    /** A connection on which frames are written as they are. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(SETTINGS, 0, 0, new byte[0]);
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            socket.getOutputStream().write(frame(type, flags, stream, payload));
        }

        Frame next() throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            return new Frame(type, flags, in.readInt(), in.readNBytes(length));
        }

        /** The next frame of one of these types, or null at the end of the connection. */
        Frame next(Integer... types) throws IOException {
            try {
                Frame frame = next();
                while (!List.of(types).contains(frame.type())) {
                    frame = next();
                }
                return frame;
            } catch (java.io.EOFException | java.net.SocketException closed) {
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(stream >> shift);
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Header fields of HPACK, each a literal that is not indexed (RFC 7541 section 6.2.2). */
    private static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.write(0);
            for (String text : List.of(namesAndValues[i], namesAndValues[i + 1])) {
                out.write(text.length());
                out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    private static String[] get(String... more) {
        return Stream.concat(Stream.of(head("GET", "/", "shop.test")), Stream.of(more))
                .toArray(String[]::new);
    }

    private static String[] head(String method, String path, String authority) {
        return new String[] {
            ":method", method, ":scheme", "http", ":path", path, ":authority", authority
        };
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        get("x", "a\r\nTransfer-Encoding: chunked"),
                        get("x", "a\nb"),
                        get("x\r\ny", "a"),
                        get("X-Upper", "a"),
                        get("transfer-encoding", "chunked"),
                        get("connection", "keep-alive"),
                        get("host", "other.test"),
                        get("content-length", "5"),
                        get("content-length", "0", "content-length", "5"),
                        head("GET / HTTP/1.1\r\nx: y\r\n\r\nGET", "/", "shop.test"),
                        head("GET", "/ HTTP/1.1\r\nHost: other.test\r\n\r\nGET /", "shop.test"),
                        head("GET", "/", "shop.test\r\nx: y"),
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/"},
                        new String[] {":method", "CONNECT", ":authority", "shop.test:443"})
                .map(fields -> Arguments.of((Object) fields));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void headersThatWouldMeanSomethingElseInHttp1ReachNoBackend(String[] fields) throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello");
                var wire = new Wire(edge.connect())) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            wire.send(HEADERS, 5, 1, fields(fields));
            Frame answer = wire.next(HEADERS, RESET, GOAWAY);
            assertThat(answer).isNotNull();
            assertThat(backend.requests).hasValue(0);
            assertThat(edge.get("/")).endsWith("hello");
        }
    }

    @Test
    void aClientThatResetsManyStreamsIsSentAwayAndOthersAreServed() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello");
                var wire = new Wire(edge.connect())) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            byte[] cancel = {0, 0, 0, 8};
            int sent = 0;
            try {
                for (int stream = 1; stream < 20_000; stream += 2) {
                    wire.send(HEADERS, 5, stream, fields(get()));
                    wire.send(RESET, 0, stream, cancel);
                    sent++;
                }
            } catch (IOException sentAway) {
                assertThat(sent).isGreaterThan(100);
            }
            Frame last = wire.next(GOAWAY);
            assertThat(last == null ? "closed" : "error " + last.payload()[7])
                    .as("ENHANCE_YOUR_CALM, or its connection is reset before that is read")
                    .isIn("closed", "error 11");
            assertThat(edge.get("/")).endsWith("hello");
            TestEdge.await("nothing in flight", () -> edge.counters("r").inFlight() == 0);
        }
    }

    @Test
    void anEndlessHeaderIsCutOff() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello");
                var wire = new Wire(edge.connect())) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            wire.send(HEADERS, 1, 1, fields(get()));
            int sent = 0;
            try {
                for (; sent < 100_000; sent++) {
                    wire.send(CONTINUATION, 0, 1, fields("a", "b"));
                }
            } catch (IOException sentAway) {
                assertThat(sent).isPositive();
            }
            assertThat(sent).as("pieces taken").isLessThan(100_000);
            assertThat(backend.requests).hasValue(0);
            assertThat(edge.get("/")).endsWith("hello");
        }
    }

    @Test
    void aHeaderThatIsTooLargeIsRefused() throws Exception {
        Tool.needs("curl");
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            Path header = folder.resolve("header");
            Files.writeString(header, "X-Large: " + "a".repeat(60_000) + "\n");
            String said =
                    Tool.run(
                            "curl",
                            "-sS",
                            "--http2-prior-knowledge",
                            "-H",
                            "Host: shop.test",
                            "-H",
                            "@" + header,
                            "-w",
                            "%{http_code}",
                            "http://127.0.0.1:" + edge.port);
            assertThat(said).matches("(?s).*(431|000|stream|HTTP/2).*").doesNotContain("hello");
            assertThat(backend.requests).hasValue(0);
        }
    }

    @Test
    void clientsOfHttp2ReachCopiesThatSpeakHttp1() throws Exception {
        Tool.needs("nghttp");
        Tool.needs("h2load");
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            String uri = "http://127.0.0.1:" + edge.port + "/x";
            String said =
                    Tool.run(
                            "nghttp",
                            "-v",
                            "-H",
                            ":authority: shop.test",
                            "-H",
                            "cookie: a=1",
                            "-H",
                            "cookie: b=2",
                            "-H",
                            "x-http2-scheme: gopher",
                            uri);
            assertThat(said).contains(":status: 200").contains("hello");
            String head = backend.heads.getFirst();
            assertThat(head).startsWith("GET /x HTTP/1.1\r\n").doesNotContain("x-http2");
            assertThat(TestBackend.header(head, "cookie")).isEqualTo("a=1; b=2");
            assertThat(TestBackend.header(head, "host")).isEqualTo("shop.test");
            String load =
                    Tool.run(
                            "h2load",
                            "-n",
                            "2000",
                            "-c",
                            "4",
                            "-m",
                            "16",
                            "-H",
                            ":authority: shop.test",
                            uri);
            assertThat(load).contains("2000 succeeded, 0 failed, 0 errored");
            assertThat(edge.counters("r").byCode()).containsEntry("200", 2001L);
        }
    }

    @Test
    void trailersPassToCopiesThatSpeakHttp2AndBack() throws Exception {
        Tool.needs("nghttpd");
        Tool.needs("nghttp");
        Tool.needs("curl");
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("page"), "from nghttpd");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process nghttpd =
                new ProcessBuilder(
                                "nghttpd",
                                "-v",
                                "--no-tls",
                                "-a",
                                "127.0.0.1",
                                "-d",
                                root.toString(),
                                "--trailer=grpc-status: 0",
                                Integer.toString(port))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nghttpd.log").toFile())
                        .start();
        try (var edge = new TestEdge(folder.resolve("edge"))) {
            TestEdge.await("nghttpd", () -> accepts(port));
            edge.route(http2("127.0.0.1:" + port));
            String uri = "http://127.0.0.1:" + edge.port + "/page";
            String said =
                    Tool.run(
                            "nghttp",
                            "-v",
                            "-H",
                            ":authority: shop.test",
                            "-H",
                            "te: trailers",
                            uri);
            assertThat(said).contains("from nghttpd").contains("grpc-status: 0");
            assertThat(Files.readString(folder.resolve("nghttpd.log"))).contains("te: trailers");
            String older = Tool.run("curl", "-sSi", "--http1.1", "-H", "Host: shop.test", uri);
            assertThat(older).contains("from nghttpd").doesNotContain("x-http2");
            String load =
                    Tool.run(
                            "h2load",
                            "-n",
                            "1000",
                            "-c",
                            "4",
                            "-m",
                            "50",
                            "-H",
                            ":authority: shop.test",
                            uri);
            assertThat(load).contains("1000 succeeded, 0 failed, 0 errored");
            assertThat(edge.counters("r").errors()).isZero();
            nghttpd.destroy();
            nghttpd.waitFor();
            TestEdge.await("nobody", () -> ask(edge).startsWith("HTTP/1.1 502"));
        } finally {
            nghttpd.destroyForcibly();
        }
    }

    private static String ask(TestEdge edge) {
        try {
            return edge.get("/page");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(int port) {
        try (var unused = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What gRPC calls "trailers only": one frame of headers that ends the stream. */
    @Test
    void anAnswerOfHeadersAloneStaysOne() throws Exception {
        try (var server = new ServerSocket(0);
                var edge = new TestEdge(folder)) {
            Thread.ofVirtual().start(() -> trailersOnly(server));
            edge.route(http2("127.0.0.1:" + server.getLocalPort()));
            try (var wire = new Wire(edge.connect())) {
                wire.send(HEADERS, 5, 1, fields(get("te", "trailers")));
                Frame answer = wire.next(HEADERS, DATA, RESET, GOAWAY);
                assertThat(answer.type()).isEqualTo(HEADERS);
                assertThat(answer.flags() & 1).as("END_STREAM").isEqualTo(1);
            }
        }
    }

    private static void trailersOnly(ServerSocket server) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readNBytes(24);
            socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readNBytes(length);
                if (type == SETTINGS && flags == 0) {
                    socket.getOutputStream().write(frame(SETTINGS, 1, 0, new byte[0]));
                }
                if (type == HEADERS) {
                    socket.getOutputStream()
                            .write(
                                    frame(
                                            HEADERS,
                                            5,
                                            stream,
                                            fields(":status", "200", "grpc-status", "12")));
                }
            }
        } catch (IOException over) {
            // the test is over
        }
    }
}

package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets with the JDK's client, and with bytes that no client sends. */
@Timeout(60)
class SocketsTest {
    private static final String LONG = "x".repeat(70_000);

    @TempDir Path folder;
    private final CountDownLatch left = new CountDownLatch(1);
    private Site site;

    @BeforeEach
    void start() {
        site = new Site(folder, this::routes);
    }

    private void limited(int most, int ofOne, Duration beat, Duration longest) {
        site.close();
        site = new Site(folder, new Sockets.Limits(most, ofOne, beat, longest), this::routes);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void routes(Router router) {
        router.socket("/{owner}/{project}/two", Access.project(Role.READER), this::two)
                .socket("/{owner}/{project}/on", Access.project(Role.DEVELOPER), this::on)
                .socket("/{owner}/{project}/read", Access.project(Role.READER), this::on)
                .socket("/{owner}/{project}/long", Access.project(Role.READER), this::texts)
                .socket("/{owner}/{project}/much", Access.project(Role.READER), this::much)
                .socket("/{owner}/{project}/fails", Access.project(Role.READER), this::fails);
    }

    private SocketHandler.Talk two(Request request) {
        String name = request.query("name").orElseThrow(() -> ProblemException.user("no name"));
        return sink -> {
            sink.send("hello " + name);
            sink.send("done");
        };
    }

    private SocketHandler.Talk on(Request request) {
        return sink -> {
            sink.send("begun");
            try {
                new CountDownLatch(1).await();
            } finally {
                left.countDown();
            }
        };
    }

    private SocketHandler.Talk texts(Request request) {
        return sink -> {
            sink.send(LONG.substring(0, 1_000));
            sink.send(LONG);
        };
    }

    private SocketHandler.Talk much(Request request) {
        return sink -> {
            try {
                while (sink.isOpen()) {
                    sink.send(LONG);
                }
            } finally {
                left.countDown();
            }
        };
    }

    private SocketHandler.Talk fails(Request request) {
        return sink -> {
            throw ProblemException.resource("the disk is full; " + "make room ".repeat(50));
        };
    }

    /** Notes what comes. */
    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                all.add(part.toString());
                part.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            all.add("pong " + StandardCharsets.UTF_8.decode(data));
            return WebSocket.Listener.super.onPong(socket, data);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            all.add(("closed " + code + " " + reason).strip());
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            all.add("error " + error);
        }

        String next() throws InterruptedException {
            return String.valueOf(all.poll(30, TimeUnit.SECONDS));
        }
    }

    private WebSocket open(String path, Heard heard, String... headers) {
        URI uri = URI.create(site.server.localUrl().replace("http:", "ws:") + path);
        WebSocket.Builder builder = site.client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(uri, heard).join();
    }

    @Test
    void tellsAndEnds() throws Exception {
        Heard heard = new Heard();
        open("/team/shop/two?name=ann", heard);
        assertThat(heard.next()).isEqualTo("hello ann");
        assertThat(heard.next()).isEqualTo("done");
        assertThat(heard.next()).isEqualTo("closed 1000");
    }

    /** The JDK's client now and then refuses a long text that comes in pieces, whoever sends it. */
    @Test
    void textsOfAnyLengthAreWhole() throws Exception {
        try (Socket socket = handshake("/team/shop/long")) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readUnsignedShort()).isEqualTo(0x817e);
            assertThat(new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.US_ASCII))
                    .isEqualTo(LONG.substring(0, 1_000));
            assertThat(in.readUnsignedShort()).isEqualTo(0x817f);
            assertThat(new String(in.readNBytes((int) in.readLong()), StandardCharsets.US_ASCII))
                    .isEqualTo(LONG);
            assertThat(in.readUnsignedShort()).isEqualTo(0x8802);
            assertThat(in.readUnsignedShort()).isEqualTo(1000);
        }
    }

    @Test
    void whoeverLeavesEndsTheTalk() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open("/team/shop/on", heard, "Authorization", "Bearer ann-token");
        assertThat(heard.next()).isEqualTo("begun");
        socket.sendText("nobody listens", true).join();
        socket.sendPing(ByteBuffer.wrap("there?".getBytes(StandardCharsets.UTF_8))).join();
        assertThat(heard.next()).isEqualTo("pong there?");
        socket.sendClose(1000, "").join();
        assertThat(heard.next()).isEqualTo("closed 1000");
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void refused(String path, int status, String... headers) {
        assertThatThrownBy(() -> open(path, new Heard(), headers))
                .as(path)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void refusesBeforeItOpens() {
        refused("/team/shop/two", 400);
        refused("/team/shop/three?name=x", 404);
        refused("/team/secret/two?name=x", 401);
        refused("/team/secret/two?name=x", 401, "Authorization", "Bearer wrong");
        // The browser sends the cookie along for whatever page asks.
        String cookie = Cookie.SESSION + "=ann-session";
        refused("/team/shop/on", 403, "Cookie", cookie);
        refused("/team/shop/on", 403, "Cookie", cookie, "Origin", "http://elsewhere.example");
        // Nor may it reach through a browser what only the browser reaches.
        refused("/team/shop/two?name=x", 403, "Origin", "http://elsewhere.example");
        HttpResponse<String> plain = site.ask("/team/shop/two?name=x");
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("\"status\":400").contains("Upgrade: websocket");
    }

    @Test
    void programsMayComeFromAnywhere() throws Exception {
        Heard heard = new Heard();
        String[] headers = {
            "Authorization", "Bearer ann-token", "Origin", "http://grafana.example"
        };
        open("/team/shop/two?name=ann", heard, headers);
        assertThat(heard.next()).isEqualTo("hello ann");
    }

    @Test
    void whatFailsIsToldInAFewWords() throws Exception {
        Heard heard = new Heard();
        open("/team/shop/fails", heard);
        assertThat(heard.next()).startsWith("closed 1011 the disk is full; make room");
    }

    @Test
    void nobodyHasMoreThanThereAre() throws Exception {
        limited(3, 2, Duration.ofSeconds(20), Duration.ofHours(1));
        String[] ann = {"Authorization", "Bearer ann-token"};
        Heard heard = new Heard();
        WebSocket first = open("/team/shop/on", heard, ann);
        open("/team/shop/on", new Heard(), ann);
        refused("/team/shop/on", 503, ann);
        open("/team/shop/read", new Heard());
        refused("/team/shop/read", 503);
        assertThat(site.ask("/team/shop/read").body()).contains("3 WebSockets are open");
        first.sendClose(1000, "").join();
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        open("/team/shop/read", heard);
        assertThat(heard.next()).isEqualTo("begun");
    }

    @Test
    void afterATimeRightsAreLookedAtAgain() throws Exception {
        limited(3, 3, Duration.ofMillis(100), Duration.ZERO);
        Heard heard = new Heard();
        open("/team/shop/read", heard);
        assertThat(heard.next()).isEqualTo("begun");
        assertThat(heard.next()).isEqualTo("closed 1001");
    }

    @Test
    void whoeverReadsNothingIsLetGo() throws Exception {
        limited(3, 3, Duration.ofMillis(200), Duration.ofHours(1));
        try (Socket socket = handshake("/team/shop/much")) {
            assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void ownPagesOpenOneByTheirSession() throws Exception {
        Heard heard = new Heard();
        open(
                "/team/shop/on",
                heard,
                "Cookie",
                Cookie.SESSION + "=ann-session",
                "Origin",
                site.server.localUrl());
        assertThat(heard.next()).isEqualTo("begun");
        site.server.close();
        assertThat(heard.next()).isEqualTo("closed 1001");
    }

    @Test
    void whatNoClientSendsEndsIt() throws Exception {
        byte[][] wrong = {
            {(byte) 0x81, 2, 'h', 'i'},
            {(byte) 0x89, (byte) 0xfe, 0, (byte) 200},
            {(byte) 0x82, (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4},
            {(byte) 0xc1, (byte) 0x80, 0, 0, 0, 0},
            {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0},
            {0x09, (byte) 0x80, 0, 0, 0, 0},
        };
        int[] codes = {1002, 1002, 1009, 1002, 1002, 1002};
        for (int i = 0; i < wrong.length; i++) {
            assertThat(closedWith(wrong[i])).isEqualTo(codes[i]);
        }
    }

    private Socket handshake(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", site.server.port());
        socket.getOutputStream()
                .write(
                        ("GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer"
                                        + " ann-token\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                        + "Sec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        // The key and its answer are the example of RFC 6455, section 1.3.
        assertThat(head).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return socket;
    }

    private int closedWith(byte[] frame) throws IOException {
        try (Socket socket = handshake("/team/shop/on")) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readUnsignedShort()).isEqualTo(0x8105);
            in.skipNBytes("begun".length());
            socket.getOutputStream().write(frame);
            assertThat(in.readUnsignedShort()).isEqualTo(0x8802);
            return in.readUnsignedShort();
        }
    }
}

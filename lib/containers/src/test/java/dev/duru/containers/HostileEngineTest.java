package dev.duru.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.containers.wire.Endpoint;
import dev.duru.containers.wire.Exchange;
import dev.duru.containers.wire.Request;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers need not be an engine, nor stay one; here it is a socket with canned answers. */
class HostileEngineTest {
    private static final String PONG =
            "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK";
    private static final String VERSION =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

    /** Gives one answer to each connection, in this order. */
    private static final class Canned implements AutoCloseable {
        private final ServerSocket server =
                new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final Deque<String> answers;

        Canned(String... answers) throws IOException {
            this.answers = new ArrayDeque<>(List.of(answers));
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            while (!answers.isEmpty()) {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) in.read());
                    }
                    socket.getOutputStream()
                            .write(answers.pop().getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                } catch (IOException e) {
                    return;
                }
            }
        }

        Endpoint endpoint() {
            return Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.1 200 OK\r\nApi-Version: 1.12\r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.1 200 OK\r\nApi-Version: x\r\n\r\n",
                "HTTP/1.1 500 Oh no\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nmalformed\r\n\r\n",
                "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 99999999999999999999\r\n\r\n",
            })
    void whatIsNoEngineIsNotTakenForOne(String answer) throws Exception {
        try (Canned canned = new Canned(answer)) {
            assertThatThrownBy(() -> ContainerEngine.connect(canned.endpoint()))
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining(canned.endpoint().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"I",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html",
            })
    void anEngineThatDiesInItsAnswerIsGone(String answer) throws Exception {
        try (Canned canned = new Canned(PONG, VERSION, answer)) {
            ContainerEngine engine = ContainerEngine.connect(canned.endpoint());
            assertThatThrownBy(() -> engine.containers().inspect("x"))
                    .isInstanceOf(EngineUnavailableException.class);
        }
    }

    @Test
    void aStreamThatBreaksOffIsAnError() throws Exception {
        String head = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
        String frame = "\u0001\0\0\0\0\0\0\u0005hel";
        try (Canned canned = new Canned(PONG, VERSION, head + frame)) {
            ContainerEngine engine = ContainerEngine.connect(canned.endpoint());
            StringBuilder got = new StringBuilder();
            assertThatThrownBy(() ->
                            engine.execs()
                                    .start(
                                            "x",
                                            (channel, bytes, offset, length) ->
                                                    got.append(new String(bytes, offset, length))))
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("broke off");
            assertThat(got).hasToString("hel");
        }
    }

    @Test
    void aFailureLateInABuildIsARefusal() throws Exception {
        String events =
                "{\"stream\":\"Step 1\\n\"}\n{\"errorDetail\":{\"message\":\"no space\"}}\n";
        String answer =
                "HTTP/1.1 200 OK\r\nContent-Length: " + events.length() + "\r\n\r\n" + events;
        try (Canned canned = new Canned(PONG, VERSION, answer)) {
            ContainerEngine engine = ContainerEngine.connect(canned.endpoint());
            assertThatThrownBy(() ->
                            engine.images()
                                    .pull(
                                            ImageName.parse("a:1"),
                                            java.util.Optional.empty(),
                                            progress -> {}))
                    .isInstanceOf(EngineRefusalException.class)
                    .hasMessage("no space");
        }
    }

    @Test
    void silenceEnds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Exchange exchange =
                        Exchange.open(new Endpoint.Tcp("127.0.0.1", server.getLocalPort()))) {
            assertThatThrownBy(() ->
                            exchange.send(Request.of("GET", "/_ping"), Duration.ofMillis(200)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer GET /_ping");
        }
    }

    @Test
    void anUpgradeGivesTheBytesThatFollow() throws Exception {
        try (Canned canned = new Canned("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nraw bytes");
                Exchange exchange = Exchange.open(canned.endpoint())) {
            Response response =
                    exchange.send(Request.of("POST", "/x").upgraded(), Duration.ofSeconds(5));
            assertThat(response.header("upgrade")).isEqualTo("tcp");
            assertThat(response.body().readAllBytes()).asString().isEqualTo("raw bytes");
        }
    }

    @Test
    void whereNoEngineIsThePlacesAreNamed(@TempDir Path temp) {
        String socket = temp.resolve("none.sock").toString();
        assertThatThrownBy(() -> new EngineSearch(socket, Map.of()).find())
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining(socket)
                .hasMessageContaining("Install Docker, or Podman");
        assertThatThrownBy(
                        () -> new EngineSearch("", Map.of("DOCKER_HOST", "ssh://me@there")).find())
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("ssh://me@there");
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/x.sock, unix:///run/x.sock",
        "/run/x.sock, unix:///run/x.sock",
        "tcp://h:1, tcp://h:1",
        "tcp://h, tcp://h:2375",
    })
    void addressesAreRead(String text, String endpoint) {
        assertThat(Endpoint.parse(text)).hasToString(endpoint);
    }
}

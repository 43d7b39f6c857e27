package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients that begin and do not end. */
class SlowClientsTest {
    private static final int SLOW = 4_000;

    @TempDir Path folder;

    private static SocketChannel begin(TestEdge edge, String bytes) throws IOException {
        SocketChannel socket =
                SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port));
        socket.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
        return socket;
    }

    @Test
    void slowHeadersAndBodiesStopNobodyAndAreEndedInTheirTime() throws Exception {
        EdgeLimits limits =
                EdgeLimits.standard()
                        .with(new FrontSettings.Limits(SLOW + 100, null, 4_000, null, 4_000));
        List<SocketChannel> slow = new ArrayList<>();
        try (var edge = new TestEdge(folder, limits);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            for (int i = 0; i < SLOW; i++) {
                slow.add(
                        begin(
                                edge,
                                i % 2 == 0
                                        ? "GET / HTTP/1.1\r\nHost: shop.test\r\nX: "
                                        : "PRI * HTTP/2.0\r\n\r\nS"));
            }
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(edge.get("/")).endsWith("hello");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));
            TestEdge.await(
                    "the slow ones are ended",
                    () -> edge.server.metrics().contains("duru_edge_client_connections 0\n"));
            ByteBuffer answer = ByteBuffer.allocate(512);
            slow.getFirst().read(answer);
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 408");
            assertThat(edge.get("/")).endsWith("hello");
        } finally {
            for (SocketChannel socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void oneAddressMayNotTakeAllConnections() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            edge.front(
                    new FrontSettings(
                            List.of(),
                            List.of(),
                            false,
                            null,
                            null,
                            new FrontSettings.Limits(null, 3, null, null, null)));
            List<SocketChannel> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(begin(edge, "GET / HTTP/1.1\r\n"));
            }
            TestEdge.await(
                    "three",
                    () -> edge.server.metrics().contains("duru_edge_client_connections 3\n"));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 503").contains("Too many connections");
            held.removeFirst().close();
            TestEdge.await(
                    "two",
                    () -> edge.server.metrics().contains("duru_edge_client_connections 2\n"));
            assertThat(edge.get("/")).endsWith("hello");
            for (SocketChannel socket : held) {
                socket.close();
            }
        }
    }
}

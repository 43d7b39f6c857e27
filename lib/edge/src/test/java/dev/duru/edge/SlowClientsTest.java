package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin and do not end, ten thousand at once where the machine lets a process. */
class SlowClientsTest {
    private static final int WANTED = 10_000;
    private static final int OTHER_FILES = 1_000;

    @TempDir Path folder;

    private static SocketChannel begin(int port, String bytes) throws IOException {
        SocketChannel socket =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
        return socket;
    }

    private static int slowClients() {
        long files =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean system
                        ? system.getMaxFileDescriptorCount()
                        : WANTED;
        int slow = (int) Math.min(WANTED, files - OTHER_FILES);
        System.out.println(slow + " slow clients");
        return slow;
    }

    /** Limits for a number of connections whose headers may take so long. */
    private static FrontSettings front(int connections, int headMillis) {
        return new FrontSettings(
                List.of(),
                List.of(),
                false,
                null,
                null,
                new FrontSettings.Limits(connections, null, headMillis, null, headMillis));
    }

    @Test
    void slowHeadersStopNobodyAndAreEndedInTheirTime() throws Exception {
        int slow = slowClients();
        // A process of its own, with the memory that it has in earnest.
        EdgeProcess edge =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                folder.resolve("edge"), "127.0.0.1", 0));
        List<SocketChannel> open = new ArrayList<>();
        try (var backend = TestBackend.saying("hello");
                var http = HttpClient.newHttpClient()) {
            EdgeProcess.Running running = edge.ensureRunning();
            int port = running.dataPort();
            try (EdgeClient client = running.client()) {
                client.change(routes ->
                        List.of(
                                EdgeConfig.Route.of(
                                        "*",
                                        List.of(TestEdge.release("r", 1, backend.address())))));
                client.revise(config -> config.next(front(slow + 100, 600_000)));
                for (int i = 0; i < slow; i++) {
                    open.add(
                            begin(
                                    port,
                                    i % 2 == 0
                                            ? "GET / HTTP/1.1\r\nHost: shop.test\r\nX: "
                                            : "PRI * HTTP/2.0\r\n\r\nS"));
                }
                TestEdge.await("all are there", () -> connections(client) == slow);
                for (int i = 0; i < 50; i++) {
                    assertThat(ProcessTest.get(http, port).body()).isEqualTo("hello");
                }

                client.revise(config -> config.next(front(slow + 100, 1_000)));
                TestEdge.await("the slow ones are ended", () -> connections(client) <= 1);
                ByteBuffer answer = ByteBuffer.allocate(512);
                open.getFirst().read(answer);
                assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408");
                assertThat(ProcessTest.get(http, port).body()).isEqualTo("hello");
                assertThat(running).isEqualTo(edge.running().orElseThrow());
            }
        } finally {
            for (SocketChannel socket : open) {
                socket.close();
            }
            edge.stop(Duration.ofSeconds(10));
        }
    }

    private static int connections(EdgeClient client) {
        Matcher found =
                Pattern.compile("duru_edge_client_connections (\\d+)").matcher(client.metrics());
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
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
                held.add(begin(edge.port, "GET / HTTP/1.1\r\n"));
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

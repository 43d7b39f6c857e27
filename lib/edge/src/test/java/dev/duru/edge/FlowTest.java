package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies, time and failures: what happens while bytes are on their way. */
class FlowTest {
    private static final int MEGABYTE = 1 << 20;
    @TempDir Path folder;

    private static EdgeLimits quick() {
        return new EdgeLimits(
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMillis(600),
                8192,
                3,
                false);
    }

    @Test
    void aBodyOfAHundredMegabytesPassesBothWaysThroughASmallHeap() throws Exception {
        int size = 100 * MEGABYTE;
        EdgeProcess process =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                folder.resolve("edge"), "127.0.0.1", 0));
        try (var echo =
                new TestBackend((head, in, out) -> {
                    out.write(
                            ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n").getBytes());
                    byte[] buffer = new byte[65536];
                    long left = size;
                    while (left > 0) {
                        int n = in.read(buffer);
                        out.write(buffer, 0, n);
                        left -= n;
                    }
                    return true;
                })) {
            EdgeProcess.Running running = process.ensureRunning();
            try (EdgeClient client = running.client()) {
                client.change(routes ->
                        java.util.List.of(
                                EdgeConfig.Route.of(
                                        "*",
                                        java.util.List.of(
                                                TestEdge.release("r", 1, echo.address())))));
            }
            try (Socket socket = new Socket("127.0.0.1", running.dataPort())) {
                socket.setSoTimeout(60_000);
                Thread writer = Thread.ofVirtual().start(() -> send(socket, size));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                assertThat(TestBackend.head(in)).startsWith("HTTP/1.1 200");
                long sum = 0;
                byte[] buffer = new byte[65536];
                for (long left = size; left > 0; ) {
                    int n = in.read(buffer);
                    assertThat(n).isPositive();
                    for (int i = 0; i < n; i++) {
                        sum += buffer[i];
                    }
                    left -= n;
                }
                writer.join();
                assertThat(sum).isEqualTo(size / 4 * (0L + 1 + 2 + 3));
            }
        } finally {
            process.stop(Duration.ofSeconds(10));
        }
    }

    private static void send(Socket socket, int size) {
        byte[] block = new byte[65536];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % 4);
        }
        try {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes());
            for (int sent = 0; sent < size; sent += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheBackendBack() throws Exception {
        AtomicLong written = new AtomicLong();
        try (var edge = new TestEdge(folder);
                var flood =
                        new TestBackend((head, in, out) -> {
                            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                            byte[] block = new byte[65536];
                            for (int i = 0; i < 4096; i++) {
                                out.write(block);
                                written.addAndGet(block.length);
                            }
                            return false;
                        })) {
            edge.route(TestEdge.release("r", 1, flood.address()));
            try (Socket socket = edge.connect()) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n".getBytes());
                AtomicLong before = new AtomicLong(-1);
                TestEdge.await(
                        "the backend stands still",
                        () -> {
                            java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                            return written.get() > 0
                                    && before.getAndSet(written.get()) == written.get();
                        });
                assertThat(written.get()).isLessThan(40L * MEGABYTE);
            }
            TestEdge.await("counted", () -> edge.counters("r").clientLeft() == 1);
            assertThat(edge.counters("r").requests()).isZero();
        }
    }

    @Test
    void eventsArriveOneByOne() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (var edge = new TestEdge(folder);
                var events =
                        new TestBackend((head, in, out) -> {
                            out.write(
                                    ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream"
                                                    + "\r\n\r\ndata: 1\n\n")
                                            .getBytes());
                            out.flush();
                            awaitLatch(second);
                            out.write("data: 2\n\n".getBytes());
                            return false;
                        })) {
            edge.route(TestEdge.release("r", 1, events.address()));
            try (Socket socket = edge.connect()) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n".getBytes());
                InputStream in = new BufferedInputStream(socket.getInputStream());
                TestBackend.head(in);
                assertThat(TestEdge.line(in)).isEqualTo("9");
                assertThat(TestEdge.line(in)).isEqualTo("data: 1");
                second.countDown();
                String rest = "";
                while (!rest.startsWith("data: 2")) {
                    rest = TestEdge.line(in);
                }
            }
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientThatLeavesIsNotTriedAgainElsewhere() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        TestBackend.Script silent =
                (head, in, out) -> {
                    awaitLatch(never);
                    return false;
                };
        try (var edge = new TestEdge(folder);
                var one = new TestBackend(silent);
                var two = new TestBackend(silent)) {
            edge.route(TestEdge.release("r", 1, one.address(), two.address()));
            try (Socket socket = edge.connect()) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n".getBytes());
                TestEdge.await("asked", () -> one.requests.get() + two.requests.get() == 1);
            }
            TestEdge.await("counted", () -> edge.counters("r").clientLeft() == 1);
            assertThat(one.requests.get() + two.requests.get()).isEqualTo(1);
            assertThat(edge.counters("r").errors()).isZero();
            assertThat(edge.counters("r").inFlight()).isZero();
            never.countDown();
        }
    }

    @Test
    void aKeptConnectionThatTheBackendClosedIsReplacedForWhatMayBeSentTwice() throws Exception {
        try (var edge = new TestEdge(folder);
                var closing =
                        new TestBackend((head, in, out) -> {
                            if (head.startsWith("GET /again")) {
                                return false;
                            }
                            return TestBackend.answer(out, 200, "ok");
                        })) {
            edge.route(TestEdge.release("r", 1, closing.address()));
            assertThat(edge.get("/")).endsWith("ok");
            // On the kept connection: closed without an answer; then on a fresh one: closed again.
            String answer = edge.get("/again");
            assertThat(answer).startsWith("HTTP/1.1 502").contains("without an answer");
            assertThat(closing.heads.stream().filter(h -> h.startsWith("GET /again"))).hasSize(2);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsBrokenOffForTheClientToo() throws Exception {
        try (var edge = new TestEdge(folder);
                var half =
                        new TestBackend((head, in, out) -> {
                            out.write(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes());
                            return false;
                        })) {
            edge.route(TestEdge.release("r", 1, half.address()));
            assertThat(edge.get("/")).endsWith("\r\n\r\nhalf");
            assertThat(edge.counters("r").errors()).isEqualTo(1);
            assertThat(edge.counters("r").upstreamFailures()).isEqualTo(1);
        }
    }

    @Test
    void nonsenseFromTheBackendIsABadGateway() throws Exception {
        try (var edge = new TestEdge(folder);
                var nonsense =
                        new TestBackend((head, in, out) -> {
                            out.write("SSH-2.0-what\r\n\r\n".getBytes());
                            out.flush();
                            return true;
                        })) {
            edge.route(TestEdge.release("r", 1, nonsense.address()));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void whoIsTooSlowIsTold() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (var edge = new TestEdge(folder, quick());
                var silent =
                        new TestBackend((head, in, out) -> {
                            awaitLatch(never);
                            return false;
                        })) {
            edge.route(TestEdge.release("r", 1, silent.address()));
            assertThat(edge.raw("GET / HTTP/1.1\r\nHost: sh")).startsWith("HTTP/1.1 408");
            assertThat(edge.raw("")).isEmpty();
            assertThat(edge.raw("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 9\r\n\r\nx"))
                    .startsWith("HTTP/1.1 408");
            assertThat(edge.counters("r").errors()).as("the client's fault").isZero();
            assertThat(edge.get("/")).startsWith("HTTP/1.1 504");
            assertThat(edge.counters("r").errors()).isEqualTo(1);
            never.countDown();
        }
    }

    @Test
    void aConnectionTooManyIsRefusedInWords() throws Exception {
        try (var edge = new TestEdge(folder, quick());
                Socket one = edge.connect();
                Socket two = edge.connect();
                Socket three = edge.connect()) {
            TestEdge.await(
                    "connected",
                    () -> edge.server.metrics().contains("duru_edge_client_connections 3"));
            try (Socket four = edge.connect()) {
                assertThat(new String(four.getInputStream().readAllBytes()))
                        .startsWith("HTTP/1.1 503")
                        .contains("Too many connections");
            }
        }
    }
}

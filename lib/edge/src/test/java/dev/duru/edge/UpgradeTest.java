package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new edge takes the place of the running one while clients send. */
class UpgradeTest {
    @TempDir Path folder;

    private EdgeProcess edge() {
        return new EdgeProcess(
                EdgeProcess.Settings.likeThisProcess(folder.resolve("edge"), "127.0.0.1", 0));
    }

    private static List<EdgeConfig.Route> to(TestBackend backend, String name) {
        return List.of(
                EdgeConfig.Route.of("*", List.of(TestEdge.release(name, 1, backend.address()))));
    }

    /** What clients saw. */
    private record Seen(AtomicInteger good, ConcurrentLinkedQueue<String> failures) {}

    @Test
    void noRequestFailsAndWhatWasInFlightIsAnswered() throws Exception {
        EdgeProcess process = edge();
        var go = new CountDownLatch(1);
        try (var backend =
                new TestBackend((head, in, out) -> {
                    if (head.startsWith("GET /slow")) {
                        try {
                            go.await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                    return TestBackend.answer(out, 200, "hello");
                })) {
            EdgeProcess.Running first = process.ensureRunning();
            var stop = new AtomicBoolean();
            Seen seen = new Seen(new AtomicInteger(), new ConcurrentLinkedQueue<>());
            int port = first.dataPort();
            try (EdgeClient client = first.client()) {
                client.change(routes -> to(backend, "r"));
            }
            List<Thread> load = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean kept = i % 2 == 0;
                load.add(Thread.ofVirtual().start(() -> send(port, kept, stop, seen)));
            }
            Socket slow = new Socket("127.0.0.1", port);
            slow.setSoTimeout(30_000);
            slow.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
            EdgeProcess.Running last = first;
            for (int i = 0; i < 2; i++) {
                int before = seen.good().get();
                EdgeProcess.Running next = process.upgrade();
                assertThat(next.pid()).isNotEqualTo(last.pid());
                assertThat(next.dataPort()).isEqualTo(port);
                last = next;
                TestEdge.await("more", () -> seen.good().get() > before + 500);
            }
            assertThat(seen.failures()).isEmpty();
            go.countDown();
            InputStream in = new BufferedInputStream(slow.getInputStream());
            assertThat(answer(in)).contains("HTTP/1.1 200").endsWith("hello");
            slow.close();
            assertThat(process.ensureRunning()).as("the same program").isEqualTo(last);
            stop.set(true);
            for (Thread thread : load) {
                thread.join();
            }
            assertThat(seen.failures()).isEmpty();
            ProcessHandle old = ProcessHandle.of(first.pid()).orElse(null);
            TestEdge.await("the old one ends", () -> old == null || !old.isAlive());
        } finally {
            go.countDown();
            process.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void theOldOneFollowsLaterDocumentsAndItsRequestsAreStillSeen() throws Exception {
        EdgeProcess process = edge();
        var go = new CountDownLatch(1);
        try (var slow =
                        new TestBackend((head, in, out) -> {
                            try {
                                go.await(60, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            return TestBackend.answer(out, 200, "slow");
                        });
                var fresh = TestBackend.saying("fresh")) {
            EdgeProcess.Running first = process.ensureRunning();
            try (EdgeClient client = first.client()) {
                client.change(routes -> to(slow, "old"));
            }
            try (Socket kept = new Socket("127.0.0.1", first.dataPort());
                    Socket waiting = new Socket("127.0.0.1", first.dataPort())) {
                kept.setSoTimeout(20_000);
                waiting.setSoTimeout(20_000);
                byte[] get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes();
                waiting.getOutputStream().write(get);
                kept.getOutputStream().write("GET / HT".getBytes());
                try (EdgeClient client = first.client()) {
                    TestEdge.await("in flight", () -> inFlight(client, "old") == 1);
                }
                EdgeProcess.Running second = process.upgrade();
                try (EdgeClient client = second.client()) {
                    TestEdge.await("seen by the new one", () -> inFlight(client, "old") == 1);
                    client.change(routes -> to(fresh, "new"));
                    kept.getOutputStream().write("TP/1.1\r\nHost: a\r\n\r\n".getBytes());
                    assertThat(answer(new BufferedInputStream(kept.getInputStream())))
                            .endsWith("fresh");
                    go.countDown();
                    assertThat(answer(new BufferedInputStream(waiting.getInputStream())))
                            .endsWith("slow");
                    TestEdge.await("done", () -> inFlight(client, "old") == 0);
                }
            }
        } finally {
            go.countDown();
            process.stop(Duration.ofSeconds(10));
        }
    }

    private static int inFlight(EdgeClient client, String release) {
        return client.snapshot()
                .of(TestEdge.labels(release))
                .map(EdgeSnapshot.Release::inFlight)
                .orElse(0);
    }

    /** Sends one request after the other; a connection is kept until the edge says it ends. */
    private static void send(int port, boolean kept, AtomicBoolean stop, Seen seen) {
        byte[] get =
                ("GET / HTTP/1.1\r\nHost: a\r\n" + (kept ? "" : "Connection: close\r\n") + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        while (!stop.get()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(20_000);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                boolean more = true;
                while (more && !stop.get()) {
                    socket.getOutputStream().write(get);
                    String answer = answer(in);
                    if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("hello")) {
                        seen.failures().add(answer);
                        return;
                    }
                    seen.good().incrementAndGet();
                    more = kept && !answer.contains("connection: close");
                }
            } catch (IOException e) {
                seen.failures().add(e.toString());
                return;
            }
        }
    }

    private static String answer(InputStream in) throws IOException {
        String head = TestBackend.head(in);
        String length = TestBackend.header(head, "content-length");
        int bytes = length.isEmpty() ? 0 : Integer.parseInt(length);
        return head + new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }
}

package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge as a process of its own. */
class ProcessTest {
    @TempDir Path folder;

    private EdgeProcess edge() {
        return new EdgeProcess(
                EdgeProcess.Settings.likeThisProcess(folder.resolve("edge"), "127.0.0.1", 0));
    }

    private static List<EdgeConfig.Route> to(TestBackend backend, String name) {
        return List.of(
                EdgeConfig.Route.of("*", List.of(TestEdge.release(name, 1, backend.address()))));
    }

    static HttpResponse<String> get(HttpClient http, int port)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isAdoptedAndKeepsItsDocumentAndPortThroughAKill() throws Exception {
        EdgeProcess first = edge();
        try (var backend = TestBackend.saying("hello");
                var http = HttpClient.newHttpClient()) {
            EdgeProcess.Running running = first.ensureRunning();
            try (EdgeClient client = running.client()) {
                client.apply(client.current().next(to(backend, "r")));
            }
            EdgeProcess.Running adopted = edge().ensureRunning();
            assertThat(adopted).isEqualTo(running);
            assertThat(get(http, adopted.dataPort()).body()).isEqualTo("hello");

            ProcessHandle process = ProcessHandle.of(running.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(60, TimeUnit.SECONDS);
            assertThat(edge().running()).isEmpty();

            EdgeProcess.Running again = edge().ensureRunning();
            assertThat(again.pid()).isNotEqualTo(running.pid());
            assertThat(again.dataPort()).isEqualTo(running.dataPort());
            assertThat(get(http, again.dataPort()).body()).isEqualTo("hello");
            try (EdgeClient client = again.client()) {
                assertThat(client.current().version()).isEqualTo(1);
                assertThat(client.snapshot().of(TestEdge.labels("r")).orElseThrow().requests())
                        .isEqualTo(1);
                assertThat(client.metrics())
                        .contains(
                                "duru_edge_requests_total{app=\"acme/shop\",env=\"production\","
                                        + "release=\"r\",version=\"v-r\",code=\"200\"} 1");
            }
        } finally {
            first.stop(Duration.ofSeconds(10));
        }
        assertThat(first.running()).isEmpty();
    }

    @Test
    void servesWithoutTheNativeTransportToo() throws Exception {
        EdgeProcess.Settings own =
                EdgeProcess.Settings.likeThisProcess(folder.resolve("nio"), "127.0.0.1", 0);
        EdgeProcess process =
                new EdgeProcess(
                        new EdgeProcess.Settings(
                                own.dataFolder(),
                                own.listenHost(),
                                own.listenPort(),
                                own.java(),
                                own.classPath(),
                                List.of("-Dio.netty.transport.noNative=true")));
        try (var backend = TestBackend.saying("hello");
                var http = HttpClient.newHttpClient()) {
            EdgeProcess.Running running = process.ensureRunning();
            try (EdgeClient client = running.client()) {
                client.change(routes -> to(backend, "r"));
                for (int i = 0; i < 20; i++) {
                    assertThat(get(http, running.dataPort()).body()).isEqualTo("hello");
                }
                assertThat(client.snapshot().of(TestEdge.labels("r")).orElseThrow().requests())
                        .isEqualTo(20);
            }
        } finally {
            process.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatIsNoEdgeOfThisFolderIsNotAdopted() throws Exception {
        EdgeProcess process = edge();
        EdgeFolder files = new EdgeFolder(folder.resolve("edge"));
        files.create();
        files.tokenOrNew();
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseThrow().toEpochMilli();
        files.keep(new EdgeFolder.State("x", self.pid(), started, 1, 1, null));
        assertThat(process.running()).as("does not answer").isEmpty();
        files.keep(new EdgeFolder.State("x", self.pid(), started - 60_000, 1, 1, null));
        process.stop(Duration.ofSeconds(1));
        assertThat(self.isAlive()).as("another process got its pid").isTrue();
    }

    @Test
    void noRequestFailsWhileDocumentsChange() throws Exception {
        EdgeProcess process = edge();
        try (var one = TestBackend.saying("1");
                var two = TestBackend.saying("2");
                var http = HttpClient.newHttpClient()) {
            EdgeProcess.Running running = process.ensureRunning();
            var stop = new AtomicBoolean();
            var failed = new AtomicInteger();
            var good = new AtomicInteger();
            try (EdgeClient client = running.client()) {
                client.change(routes -> to(one, "one"));
                List<Thread> load =
                        java.util.stream.IntStream.range(0, 4)
                                .mapToObj(i ->
                                        Thread.ofVirtual()
                                                .start(() ->
                                                        load(http, running, stop, good, failed)))
                                .toList();
                for (int i = 0; i < 40; i++) {
                    boolean even = i % 2 == 0;
                    client.change(routes -> even ? to(two, "two") : to(one, "one"));
                }
                int before = good.get();
                TestEdge.await("more requests", () -> good.get() > before + 50);
                stop.set(true);
                for (Thread thread : load) {
                    thread.join();
                }
            }
            assertThat(failed).hasValue(0);
        } finally {
            process.stop(Duration.ofSeconds(10));
        }
    }

    private static void load(
            HttpClient http,
            EdgeProcess.Running running,
            AtomicBoolean stop,
            AtomicInteger good,
            AtomicInteger failed) {
        while (!stop.get() && good.get() < 100_000) {
            try {
                if (get(http, running.dataPort()).statusCode() == 200) {
                    good.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                failed.incrementAndGet();
            }
        }
    }
}

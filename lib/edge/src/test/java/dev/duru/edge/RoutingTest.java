package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which release and which backend a request reaches. */
class RoutingTest {
    @TempDir Path folder;

    @Test
    void weightsAreExactOverTime() throws IOException {
        try (var edge = new TestEdge(folder);
                var stable = TestBackend.saying("stable");
                var canary = TestBackend.saying("canary")) {
            edge.route(
                    TestEdge.release("stable", 90, stable.address()),
                    TestEdge.release("canary", 10, canary.address()));
            Map<String, Integer> seen = new TreeMap<>();
            for (int i = 0; i < 50; i++) {
                seen.merge(TestEdge.body(edge.get("/")), 1, Integer::sum);
            }
            assertThat(seen).containsExactly(Map.entry("canary", 5), Map.entry("stable", 45));
            assertThat(edge.counters("canary").requests()).isEqualTo(5);
            assertThat(edge.counters("stable").byCode()).containsEntry("200", 45L);
            assertThat(edge.counters("stable").buckets().getLast()).isEqualTo(45);
        }
    }

    @Test
    void anyWeightsAreExactOverTheirSumAndSpreadEvenly() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            List<EdgeConfig.Release> releases = new ArrayList<>();
            int sum = 0;
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int weight = random.nextInt(40);
                sum += weight;
                releases.add(TestEdge.release("r" + i, weight, "127.0.0.1:1"));
            }
            EdgeConfig config =
                    EdgeConfig.EMPTY.next(List.of(EdgeConfig.Route.of("shop.test", releases)));
            LiveRoute route =
                    new RoutingTable(config, null, new Meters(), 0).find("shop.test", "/");
            for (int run = 0; run < 3; run++) {
                Map<String, Integer> seen = new TreeMap<>();
                for (int i = 0; i < sum; i++) {
                    seen.merge(route.pick().name(), 1, Integer::sum);
                }
                for (EdgeConfig.Release release : releases) {
                    assertThat(seen.getOrDefault(release.name(), 0))
                            .as("seed %d, round %d, %s", seed, round, release.name())
                            .isEqualTo(release.weight());
                }
            }
        }
    }

    @Test
    void aConfigurationWithTheSameSharesDoesNotRestartTheTurns() throws IOException {
        try (var edge = new TestEdge(folder);
                var stable = TestBackend.saying("stable");
                var canary = TestBackend.saying("canary")) {
            Map<String, Integer> seen = new TreeMap<>();
            for (int i = 0; i < 50; i++) {
                edge.route(
                        TestEdge.release("stable", 90, stable.address()),
                        TestEdge.release("canary", 10, canary.address()));
                seen.merge(TestEdge.body(edge.get("/")), 1, Integer::sum);
            }
            assertThat(seen).containsExactly(Map.entry("canary", 5), Map.entry("stable", 45));
        }
    }

    @Test
    void aReleaseUsesItsBackendsInTurnAndSkipsOneThatRefuses() throws IOException {
        try (var edge = new TestEdge(folder);
                var one = TestBackend.saying("1");
                var two = TestBackend.saying("2");
                var reserved = new ServerSocket(0)) {
            String dead = "127.0.0.1:" + reserved.getLocalPort();
            reserved.close();
            edge.route(TestEdge.release("r", 1, one.address(), dead, two.address()));
            Map<String, Integer> seen = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                seen.merge(TestEdge.body(edge.get("/")), 1, Integer::sum);
            }
            assertThat(seen.keySet()).containsExactly("1", "2");
            assertThat(edge.counters("r").errors()).isZero();
            String posted =
                    edge.raw(
                            "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n"
                                    + "Connection: close\r\n\r\n");
            assertThat(posted).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void saysWhatIsWrongWhenNothingCanAnswer() throws IOException {
        try (var edge = new TestEdge(folder);
                var reserved = new ServerSocket(0)) {
            String dead = "127.0.0.1:" + reserved.getLocalPort();
            reserved.close();
            assertThat(edge.get("/")).startsWith("HTTP/1.1 404").contains("shop.test");
            edge.route(TestEdge.release("r", 0, dead));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 503").contains("No release");
            edge.route(TestEdge.release("r", 1));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 503").contains("no running copy");
            edge.route(TestEdge.release("r", 1, dead));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 502").contains("accept connections");
            assertThat(edge.counters("r").errors()).isEqualTo(2);
            assertThat(edge.counters("r").upstreamFailures()).isEqualTo(2);
            String html = edge.raw("GET / HTTP/1.1\r\nHost: <b>.test\r\nConnection: close\r\n\r\n");
            assertThat(html).startsWith("HTTP/1.1 400");
            String page =
                    edge.raw(
                            "GET / HTTP/1.1\r\nHost: no.test\r\nAccept: text/html\r\n"
                                    + "Connection: close\r\n\r\n");
            assertThat(page).contains("<!doctype html>").contains("no.test");
        }
    }

    @Test
    void theLongestPrefixAtASegmentBorderWins() throws IOException {
        try (var edge = new TestEdge(folder);
                var root = TestBackend.saying("root");
                var api = TestBackend.saying("api");
                var any = TestBackend.saying("any")) {
            edge.server.apply(
                    new EdgeConfig(
                            1,
                            List.of(
                                    EdgeConfig.Route.of(
                                            "*",
                                            List.of(TestEdge.release("any", 1, any.address()))),
                                    EdgeConfig.Route.of(
                                            "shop.test",
                                            List.of(TestEdge.release("root", 1, root.address()))),
                                    new EdgeConfig.Route(
                                            "SHOP.test",
                                            "/api/",
                                            List.of(TestEdge.release("api", 1, api.address()))))));
            assertThat(TestEdge.body(edge.get("/"))).isEqualTo("root");
            assertThat(TestEdge.body(edge.get("/api"))).isEqualTo("api");
            assertThat(TestEdge.body(edge.get("/api?x"))).isEqualTo("api");
            assertThat(TestEdge.body(edge.get("/api/x"))).isEqualTo("api");
            assertThat(TestEdge.body(edge.get("/apix"))).isEqualTo("root");
            assertThat(edge.raw("GET / HTTP/1.1\r\nHost: o.test:80\r\nConnection: close\r\n\r\n"))
                    .endsWith("any");
            assertThat(edge.raw("GET / HTTP/1.0\r\n\r\n")).endsWith("any");
            assertThat(
                            edge.raw(
                                    "GET http://shop.test/api HTTP/1.1\r\nHost: o.test\r\n"
                                            + "Connection: close\r\n\r\n"))
                    .endsWith("api");
        }
    }

    @Test
    void drainingFinishesWhatIsInFlightAndTakesNothingNew() throws Exception {
        var go = new java.util.concurrent.CountDownLatch(1);
        try (var edge = new TestEdge(folder);
                var old =
                        new TestBackend((head, in, out) -> {
                            awaitLatch(go);
                            return TestBackend.answer(out, 200, "old");
                        });
                var fresh = TestBackend.saying("new")) {
            edge.route(TestEdge.release("old", 1, old.address()));
            try (var slow = edge.connect()) {
                slow.getOutputStream()
                        .write(
                                "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n"
                                        .getBytes());
                TestEdge.await("in flight", () -> edge.counters("old").inFlight() == 1);
                edge.route(TestEdge.release("new", 1, fresh.address()));
                assertThat(TestEdge.body(edge.get("/"))).isEqualTo("new");
                assertThat(edge.counters("old").inFlight()).isEqualTo(1);
                go.countDown();
                assertThat(new String(slow.getInputStream().readAllBytes())).endsWith("old");
                TestEdge.await("drained", () -> edge.counters("old").inFlight() == 0);
            }
        }
    }

    private static void awaitLatch(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void versionsFollowOneAnother() throws IOException {
        try (var edge = new TestEdge(folder)) {
            EdgeConfig first = EdgeConfig.EMPTY.next(List.of());
            edge.server.apply(first);
            edge.server.apply(first);
            assertThatThrownBy(() -> edge.server.apply(new EdgeConfig(3, List.of())))
                    .isInstanceOf(EdgeException.Conflict.class)
                    .hasMessageContaining("only 2 can follow");
            assertThatThrownBy(() -> TestEdge.release("x", 1, "nowhere"))
                    .isInstanceOf(EdgeException.Invalid.class)
                    .hasMessageContaining("'nowhere' of x is not host:port");
        }
        try (var again = new TestEdge(folder)) {
            assertThat(again.server.current().version()).isEqualTo(1);
        }
    }
}

package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route's settings do. */
class RulesTest {
    @TempDir Path folder;

    /** Settings of a route as a document says them, the rest left out. */
    private static RouteSettings settings(String json) {
        return EdgeJson.strict()
                .read(json.getBytes(StandardCharsets.UTF_8), RouteSettings.class, "the settings");
    }

    private static void route(TestEdge edge, @Nullable String json, EdgeConfig.Release... releases)
            throws IOException {
        edge.server.apply(
                edge.server
                        .current()
                        .next(
                                List.of(
                                        new EdgeConfig.Route(
                                                "shop.test",
                                                "/",
                                                List.of(releases),
                                                json == null ? null : settings(json)))));
    }

    private static String get(TestEdge edge, String headers) throws IOException {
        return edge.raw(
                "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n" + headers + "\r\n");
    }

    @Test
    void testersReachAReleaseByHeaderOrCookieAlsoWithoutWeight() throws IOException {
        try (var edge = new TestEdge(folder);
                var stable = TestBackend.saying("stable");
                var canary = TestBackend.saying("canary")) {
            route(
                    edge,
                    """
                    {"rules": [{"header": "X-Tester", "value": "1", "release": "canary"},
                               {"cookie": "beta", "release": "canary"},
                               {"cookie": "gone", "release": "nothing"}]}\
                    """,
                    TestEdge.release("stable", 1, stable.address()),
                    TestEdge.release("canary", 0, canary.address()));
            assertThat(get(edge, "")).endsWith("stable");
            assertThat(get(edge, "x-tester: 1\r\n")).endsWith("canary");
            assertThat(get(edge, "x-tester: 2\r\n")).endsWith("stable");
            assertThat(get(edge, "Cookie: a=b; beta=anything\r\n")).endsWith("canary");
            assertThat(get(edge, "Cookie: notbeta=1; gone=1\r\n")).endsWith("stable");
        }
    }

    @Test
    void aShadowGetsCopiesWhoseAnswersNobodySeesAndWhichAreCounted() throws IOException {
        try (var edge = new TestEdge(folder);
                var stable = TestBackend.saying("stable");
                var shadow =
                        new TestBackend(
                                (head, in, out) -> TestBackend.answer(out, 500, "shadow"))) {
            route(
                    edge,
                    "{\"shadow\": {\"release\": \"new\", \"percent\": 50}}",
                    TestEdge.release("stable", 100, stable.address()),
                    TestEdge.release("new", 0, shadow.address()));
            for (int i = 0; i < 20; i++) {
                assertThat(get(edge, "")).endsWith("stable");
            }
            String post =
                    edge.raw(
                            "POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n"
                                    + "Content-Length: 2\r\n\r\nab");
            assertThat(post).startsWith("HTTP/1.1 200");
            TestEdge.await("the copies are answered", () -> edge.counters("new").requests() == 10);
            assertThat(edge.counters("new").errors()).isEqualTo(10);
            assertThat(edge.counters("new").inFlight()).isZero();
            assertThat(edge.counters("stable").requests()).isEqualTo(21);
            assertThat(shadow.heads)
                    .allSatisfy(head ->
                            assertThat(TestBackend.header(head, "x-edge-shadow")).isEqualTo("1"));
            assertThat(stable.heads)
                    .allSatisfy(head ->
                            assertThat(TestBackend.header(head, "x-edge-shadow")).isEmpty());
        }
    }

    @Test
    void aShadowThatIsDeadOrSilentHarmsNobody() throws IOException {
        try (var edge = new TestEdge(folder);
                var stable = TestBackend.saying("stable");
                var closing = new TestBackend((head, in, out) -> false)) {
            route(
                    edge,
                    "{\"shadow\": {\"release\": \"new\", \"percent\": 100}}",
                    TestEdge.release("stable", 1, stable.address()),
                    TestEdge.release("new", 0, closing.address(), "127.0.0.1:1"));
            for (int i = 0; i < 10; i++) {
                assertThat(get(edge, "")).endsWith("stable");
            }
            TestEdge.await("all are counted", () -> edge.counters("new").requests() == 10);
            assertThat(edge.counters("new").byCode()).containsOnlyKeys("502");
        }
    }

    @Test
    void theSnapshotTellsWhichCopyHasRequests() throws IOException {
        var go = new CountDownLatch(1);
        try (var edge = new TestEdge(folder);
                var slow =
                        new TestBackend((head, in, out) -> {
                            try {
                                go.await(20, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                return false;
                            }
                            return TestBackend.answer(out, 200, "late");
                        })) {
            route(edge, null, TestEdge.release("stable", 1, slow.address()));
            Thread client =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    assertThat(get(edge, "")).endsWith("late");
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            TestEdge.await(
                    "the copy has it",
                    () ->
                            edge.counters("stable")
                                    .inFlightByBackend()
                                    .equals(Map.of(slow.address(), 1)));
            go.countDown();
            TestEdge.await(
                    "it is done", () -> edge.counters("stable").inFlightByBackend().isEmpty());
            assertThat(client).isNotNull();
        }
    }

    @Test
    void aClientStaysWithItsReleaseAndCopyUntilItTakesNoMore() throws IOException {
        try (var edge = new TestEdge(folder);
                var one = TestBackend.saying("stable 1");
                var two = TestBackend.saying("stable 2");
                var canary = TestBackend.saying("canary")) {
            String sticky = "{\"sticky\": {\"cookie\": \"stay\", \"seconds\": 60}}";
            var stable = TestEdge.release("stable", 50, one.address(), two.address());
            route(edge, sticky, stable, TestEdge.release("canary", 50, canary.address()));
            for (int i = 0; i < 8; i++) {
                String first = get(edge, "");
                String cookie = TestBackend.header(first, "set-cookie");
                assertThat(cookie)
                        .matches(
                                "stay=[0-9a-f]+\\.[0-9a-f]+; Path=/; HttpOnly; SameSite=Lax; "
                                        + "Max-Age=60")
                        .doesNotContain("stable");
                String mine = cookie.substring(0, cookie.indexOf(';'));
                for (int j = 0; j < 4; j++) {
                    String again = get(edge, "Cookie: x=y; " + mine + "\r\n");
                    assertThat(TestEdge.body(again)).isEqualTo(TestEdge.body(first));
                    assertThat(TestBackend.header(again, "set-cookie")).isEmpty();
                }
                if (TestEdge.body(first).equals("canary")) {
                    route(edge, sticky, stable, TestEdge.release("canary", 0, canary.address()));
                    String moved = get(edge, "Cookie: " + mine + "\r\n");
                    assertThat(TestEdge.body(moved)).startsWith("stable");
                    assertThat(TestBackend.header(moved, "set-cookie")).startsWith("stay=");
                    route(edge, sticky, stable, TestEdge.release("canary", 50, canary.address()));
                }
            }
            assertThat(canary.requests.get()).isPositive();
        }
    }

    @Test
    void anIllCopyGetsNothingAndThePageSaysSoWhenNoneIsWell() throws IOException {
        var status = new AtomicInteger(200);
        try (var edge = new TestEdge(folder);
                var changing =
                        new TestBackend((head, in, out) ->
                                TestBackend.answer(
                                        out,
                                        head.startsWith("GET /up ") ? status.get() : 200,
                                        "a"));
                var steady = TestBackend.saying("b")) {
            String health =
                    """
                    {"health": {"path": "/up", "intervalMillis": 40, "timeoutMillis": 1000,
                                "healthyAfter": 2, "unhealthyAfter": 2}}\
                    """;
            route(edge, health, TestEdge.release("r", 1, changing.address(), steady.address()));
            TestEdge.await("both", () -> bodies(edge).keySet().equals(java.util.Set.of("a", "b")));
            status.set(500);
            TestEdge.await("only b", () -> bodies(edge).keySet().equals(java.util.Set.of("b")));
            status.set(204);
            TestEdge.await("both again", () -> bodies(edge).size() == 2);
            status.set(503);
            route(edge, health, TestEdge.release("r", 1, changing.address()));
            TestEdge.await("none", () -> asks(edge).startsWith("HTTP/1.1 503"));
            assertThat(asks(edge))
                    .contains("1 copy, which is not healthy")
                    .contains(changing.address() + ": /up answered 503");
            assertThat(edge.counters("r").byCode()).containsKey("503");
        }
    }

    private static String asks(TestEdge edge) {
        try {
            return edge.get("/");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Integer> bodies(TestEdge edge) {
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            seen.merge(TestEdge.body(asks(edge)), 1, Integer::sum);
        }
        return seen;
    }

    @Test
    void aCopyThatFailsInTurnIsLeftOutForAWhileButNeverAllOfThem() throws IOException {
        var status = new AtomicInteger(500);
        try (var edge = new TestEdge(folder);
                var failing =
                        new TestBackend(
                                (head, in, out) -> TestBackend.answer(out, status.get(), "a"));
                var good = TestBackend.saying("b")) {
            route(
                    edge,
                    "{\"outlier\": {\"failures\": 3, \"ejectMillis\": 300, \"mostPercent\": 50}}",
                    TestEdge.release("r", 1, failing.address(), good.address()));
            for (int i = 0; i < 6; i++) {
                edge.get("/");
            }
            assertThat(failing.requests).hasValue(3);
            status.set(200);
            TestEdge.await("it is back", () -> bodies(edge).containsKey("a"));
            assertThat(edge.server.metrics())
                    .contains("duru_edge_ejections_total{")
                    .contains("} 1");

            status.set(500);
            route(
                    edge,
                    "{\"outlier\": {\"failures\": 1, \"ejectMillis\": 60000, \"mostPercent\": 50}}",
                    TestEdge.release("r", 1, failing.address()));
            int before = failing.requests.get();
            edge.get("/");
            edge.get("/");
            assertThat(failing.requests.get() - before)
                    .as("one of one is more than half")
                    .isEqualTo(2);
        }
    }

    @Test
    void whatMayBeSentTwiceIsSentToAnotherCopyWithinTheBudget() throws IOException {
        try (var edge = new TestEdge(folder);
                var broken = new TestBackend((head, in, out) -> false);
                var good = TestBackend.saying("good")) {
            String retry = "{\"retry\": {\"attempts\": 1, \"budgetPercent\": 10}}";
            route(edge, retry, TestEdge.release("r", 1, broken.address(), good.address()));
            assertThat(get(edge, "")).endsWith("good");
            assertThat(get(edge, "")).endsWith("good");
            String post =
                    edge.raw(
                            "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n"
                                    + "Connection: close\r\n\r\nab");
            String another =
                    edge.raw(
                            "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n"
                                    + "Connection: close\r\n\r\nab");
            assertThat(List.of(post.substring(0, 12), another.substring(0, 12)))
                    .as("never twice")
                    .containsExactlyInAnyOrder("HTTP/1.1 200", "HTTP/1.1 502");
            int failed = 0;
            for (int i = 0; i < 60; i++) {
                failed += get(edge, "").startsWith("HTTP/1.1 502") ? 1 : 0;
            }
            assertThat(failed).as("the budget ends").isBetween(5, 25);
        }
    }

    @Test
    void aStatusIsTriedAgainWhereTheRouteSaysSo() throws IOException {
        var calls = new AtomicInteger();
        try (var edge = new TestEdge(folder);
                var moody =
                        new TestBackend((head, in, out) ->
                                TestBackend.answer(
                                        out, calls.incrementAndGet() == 1 ? 503 : 200, "ok"))) {
            route(
                    edge,
                    "{\"retry\": {\"attempts\": 2, \"budgetPercent\": 20, \"statuses\": [503]}}",
                    TestEdge.release("r", 1, moody.address()));
            assertThat(get(edge, "")).startsWith("HTTP/1.1 200").endsWith("ok");
            assertThat(calls).hasValue(2);
            assertThat(edge.server.metrics()).containsPattern("duru_edge_retries_total\\{.*} 1");
            assertThat(edge.counters("r").byCode()).containsExactly(Map.entry("200", 1L));
        }
    }

    @Test
    void requestsBeyondTheLimitsAreAskedToWait() throws Exception {
        var go = new CountDownLatch(1);
        try (var edge = new TestEdge(folder);
                var slow =
                        new TestBackend((head, in, out) -> {
                            try {
                                go.await(20, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            return TestBackend.answer(out, 200, "slow");
                        });
                var fast = TestBackend.saying("fast")) {
            route(
                    edge,
                    "{\"limits\": {\"inFlight\": 1}}",
                    TestEdge.release("r", 1, slow.address()));
            Thread first = Thread.ofVirtual().start(() -> asks(edge));
            TestEdge.await("in flight", () -> edge.counters("r").inFlight() == 1);
            assertThat(get(edge, "")).startsWith("HTTP/1.1 503").contains("retry-after: 1");
            go.countDown();
            first.join();
            assertThat(get(edge, "")).endsWith("slow");
            route(
                    edge,
                    "{\"limits\": {\"perClientPerSecond\": 5}}",
                    TestEdge.release("r", 1, fast.address()));
            long refused =
                    IntStream.range(0, 30)
                            .filter(i -> asks(edge).startsWith("HTTP/1.1 429"))
                            .count();
            assertThat(refused).isBetween(10L, 25L);
        }
    }

    @Test
    void eachPartHasItsTime() throws IOException {
        try (var edge = new TestEdge(folder);
                var mute =
                        new TestBackend((head, in, out) -> {
                            if (head.startsWith("GET /head")) {
                                out.write(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"
                                                .getBytes());
                                out.flush();
                            }
                            return in.read() >= 0;
                        })) {
            route(
                    edge,
                    "{\"timeouts\": {\"headMillis\": 300, \"idleMillis\": 300}}",
                    TestEdge.release("r", 1, mute.address()));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 504").contains("within 0.3 seconds");
            assertThat(edge.get("/head")).startsWith("HTTP/1.1 200").endsWith("ab");
            route(
                    edge,
                    "{\"timeouts\": {\"totalMillis\": 400}}",
                    TestEdge.release("r", 1, mute.address()));
            assertThat(edge.get("/")).startsWith("HTTP/1.1 504").contains("within 0.4 seconds");
        }
    }

    @Test
    void aNewCopyGetsItsFullShareOnlyAfterAWhile() {
        Backend copy = new Backend("127.0.0.1:1", false, 0);
        long whole = TimeUnit.SECONDS.toNanos(10);
        assertThat(turns(copy, whole, 1)).isBetween(9L, 11L);
        assertThat(turns(copy, whole, whole / 2)).isBetween(49L, 51L);
        assertThat(turns(copy, whole, whole)).isEqualTo(100);
        assertThat(turns(new Backend("127.0.0.1:1", false, 0), 0, 1)).isEqualTo(100);
    }

    private static long turns(Backend copy, long slowStartNanos, long nowNanos) {
        return IntStream.range(0, 100)
                .filter(i -> copy.takesSlowly(slowStartNanos, nowNanos))
                .count();
    }

    @Test
    void theAccessLogHasALineForEachRequestAndABound() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            edge.front(
                    new FrontSettings(
                            List.of(),
                            List.of(),
                            false,
                            null,
                            new FrontSettings.AccessLog(1_000, 2),
                            null));
            get(edge, "User-Agent: a\"b\u00e9\r\n");
            Path log = folder.resolve("access.log");
            TestEdge.await("a line", () -> Files.exists(log) && !read(log).isEmpty());
            assertThat(read(log))
                    .contains(
                            "\"client\":\"127.0.0.1\",\"protocol\":\"HTTP/1.1\",\"method\":\"GET\"")
                    .contains("\"host\":\"shop.test\",\"target\":\"/\",\"status\":200")
                    .contains("\"release\":\"r\"")
                    .contains("\"backend\":\"" + backend.address() + "\"")
                    .contains("\"agent\":\"a\\\"b\\u00e9\"")
                    .endsWith("}\n");
            for (int i = 0; i < 40; i++) {
                edge.get("/");
            }
            TestEdge.await("the next file", () -> Files.exists(folder.resolve("access.log.1")));
            TestEdge.await("all lines", () -> read(log).length() < 1_000 + 40 * 500);
            assertThat(folder.resolve("access.log.2")).doesNotExist();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMistakeInTheDocumentHasItsPlace() {
        String document =
                """
                {"version": 1,
                 "routes": [{"host": "a.test", "releases": [],
                   "settings": {"rules": [{"header": "X", "cookie": "y", "release": "z"}]}}]}\
                """;
        assertThatThrownBy(() ->
                        EdgeJson.strict()
                                .read(
                                        document.getBytes(StandardCharsets.UTF_8),
                                        EdgeConfig.class,
                                        "config.json"))
                .isInstanceOf(EdgeException.Invalid.class)
                .hasMessageStartingWith("config.json:3:")
                .hasMessageContaining("routes[0].settings.rules[0]")
                .hasMessageContaining("a rule has header or cookie");
    }
}

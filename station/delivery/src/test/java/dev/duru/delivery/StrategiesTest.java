package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.duru.delivery.Traffic.Share;
import dev.duru.kernel.Fact;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each strategy by itself, with replicas and readings that the test says. */
class StrategiesTest {
    private static final EnvironmentKey PRODUCTION = TestHouse.environment("production");

    @TempDir Path folder;
    private ScriptedHouse house;

    @BeforeEach
    void open() {
        house = new ScriptedHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String manifest(String keys) {
        return "environments:\n  production:\n    from: main\n    drain: 1ms\n" + keys.indent(4);
    }

    /** The release of an image that was just published. */
    private Fact.ReleaseDeployed live(int n, String keys) {
        String digest = house.publish(n, manifest(keys));
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
    }

    private Release release(long number) {
        return house.delivery.releases(TestHouse.SHOP, 100).stream()
                .filter(r -> r.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private Release rolling(int n, String keys) {
        String digest = house.publish(n, manifest(keys));
        Fact.RolloutStarted started =
                house.await(Fact.RolloutStarted.class, f -> f.digest().equals(digest));
        return release(started.release());
    }

    private static void await(String what, BooleanSupplier wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void awaitState(Release release, ReleaseState state) {
        await(release.number() + " is " + state, () -> release(release.number()).state() == state);
    }

    @Test
    void blueGreenIsLookedAtThenSwitchesAndComesBackWithoutAStart() {
        String keys = "rollout: { blueGreen: { preview: 0s, pause: true } }\nkeep: 1h\n";
        Fact.ReleaseDeployed blue = live(1, keys);
        Release green = rolling(2, keys);
        awaitState(green, ReleaseState.HELD);
        assertThat(house.traffic.weight(PRODUCTION, green.number())).isZero();
        assertThat(house.traffic.weight(PRODUCTION, blue.release())).isEqualTo(100);
        await(
                "the preview leads to it",
                () -> green.workload().equals(house.traffic.routings.get(PRODUCTION).fresh()));
        assertThat(release(green.number()).held()).isEqualTo(Release.Hold.STEP);
        house.restart();
        house.delivery.commands().resume(PRODUCTION, TestHouse.MINA);
        awaitState(green, ReleaseState.LIVE);
        await(
                "all traffic is there",
                () -> house.traffic.weight(PRODUCTION, green.number()) == 100);
        WorkloadId kept = new WorkloadId(PRODUCTION, blue.release());
        assertThat(house.runtime.replicas(kept)).hasSize(1);

        Set<WorkloadId> before = house.runtime.known();
        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, "worse", null);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> true);
        assertThat(back.toCommit()).isEqualTo(TestHouse.commit(1));
        await("blue has all", () -> house.traffic.weight(PRODUCTION, blue.release()) == 100);
        assertThat(release(blue.release()).state()).isEqualTo(ReleaseState.LIVE);
        assertThat(before).containsAll(house.runtime.known());
        house.await(Fact.DigestQuarantined.class, f -> f.commit().equals(TestHouse.commit(2)));
    }

    @Test
    void aStepEndsAfterItsRequestsAndAPauseWithSomebodysWord() {
        String keys =
                "rollout: { canary: [{ weight: 10%, requests: 50 }, { weight: 20%, pause: true }, 100%], every: 1ms }\n";
        live(1, keys);
        Release canary = rolling(2, keys);
        house.readings.put(canary.number(), ScriptedHouse.signals(49, 0));
        await("it waits", () -> release(canary.number()).note().equals("49 of 50 requests"));
        house.readings.put(canary.number(), ScriptedHouse.signals(50, 0));
        awaitState(canary, ReleaseState.HELD);
        assertThat(house.traffic.weight(PRODUCTION, canary.number())).isEqualTo(20);
        house.delivery.commands().resume(PRODUCTION, TestHouse.MINA);
        awaitState(canary, ReleaseState.LIVE);
    }

    @Test
    void somebodyPausesAndLetsTheSameStepGoOnAndAbortsWithoutBlame() {
        String keys = "rollout: { canary: [10%, 100%], every: 1h }\n";
        Fact.ReleaseDeployed stable = live(1, keys);
        Release canary = rolling(2, keys);
        awaitState(canary, ReleaseState.STEPPING);
        house.delivery.commands().pause(PRODUCTION, TestHouse.MINA);
        assertThat(release(canary.number()).held()).isEqualTo(Release.Hold.PERSON);
        assertThatThrownBy(() -> house.delivery.commands().pause(PRODUCTION, TestHouse.MINA))
                .hasMessageContaining("held");
        house.delivery.commands().resume(PRODUCTION, TestHouse.MINA);
        Release again = release(canary.number());
        assertThat(again.state()).isEqualTo(ReleaseState.STEPPING);
        assertThat(again.step()).isZero();
        house.delivery.commands().abort(PRODUCTION, TestHouse.MINA, "not today");
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> true);
        assertThat(back.gate()).isEqualTo(Release.ABORTED);
        assertThat(back.by()).isEqualTo("mina");
        await("all is back", () -> house.traffic.weight(PRODUCTION, stable.release()) == 100);
        assertThat(house.facts(Fact.DigestQuarantined.class)).isEmpty();
        assertThatThrownBy(() -> house.delivery.commands().abort(PRODUCTION, TestHouse.MINA, ""))
                .hasMessageContaining("nothing rolls out");
    }

    @Test
    void undoTakesBackADeploymentAndThenItself() {
        String keys = "rollout: rolling\n";
        live(1, keys);
        Fact.ReleaseDeployed second = live(2, keys);
        house.delivery.commands().undo(PRODUCTION, TestHouse.MINA, "");
        house.await(Fact.RolledBack.class, f -> f.release() == second.release());
        assertThat(house.facts(Fact.DigestQuarantined.class)).isEmpty();
        assertThatThrownBy(() -> house.delivery.commands().undo(PRODUCTION, TestHouse.MINA, " "))
                .hasMessageContaining("say why");
        house.delivery.commands().undo(PRODUCTION, TestHouse.MINA, "it was fine");
        house.await(
                Fact.ReleaseDeployed.class,
                f -> f.digest().equals(second.digest()) && f.release() != second.release());
    }

    @Test
    void aShadowStepHasNoVisitorsButCopies() {
        String keys = "rollout: { canary: [{ shadow: 40%, pause: true }, 100%], every: 1ms }\n";
        live(1, keys);
        Release canary = rolling(2, keys);
        awaitState(canary, ReleaseState.HELD);
        Traffic.Routing routing = house.traffic.routings.get(PRODUCTION);
        assertThat(routing.shadow()).isEqualTo(40);
        assertThat(routing.fresh()).isEqualTo(canary.workload());
        assertThat(house.traffic.weight(PRODUCTION, canary.number())).isZero();
    }

    @Test
    void aRolloutThatComesNoFurtherIsTakenBack() {
        String keys =
                "rollout: { canary: [{ weight: 10%, requests: 1000 }, 100%], every: 1ms, deadline: 50ms }\n";
        live(1, keys);
        rolling(2, keys);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> true);
        assertThat(back.gate()).isEqualTo(Release.DEADLINE);
        assertThat(back.reason()).contains("0 of 1000 requests");
    }

    @Test
    void aQueryGateReadsItsValueForTheRelease() {
        String keys =
                "rollout: { canary: [10%, 100%], every: 1ms, patience: 1h }\n"
                        + "verify: [{ name: queue, query: 'max(queue{release=\"$release\"})', below: 100 }]\n";
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        house.values =
                query -> {
                    asked.add(query);
                    return new ValueQuery.Answer.Value(query.contains("\"2\"") ? 250 : 1);
                };
        live(1, keys);
        Release canary = rolling(2, keys);
        Fact.GateFailed failed = house.await(Fact.GateFailed.class, f -> true);
        assertThat(failed.gate()).isEqualTo("queue");
        assertThat(failed.reading()).isEqualTo("250 (not below 100)");
        awaitState(canary, ReleaseState.ROLLED_BACK);
        assertThat(asked).contains("max(queue{release=\"" + canary.number() + "\"})");
    }

    @Test
    void aHookHoldsWith403AndOpensWith200() throws Exception {
        AtomicInteger status = new AtomicInteger(403);
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        HttpServer people =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        people.createContext(
                "/open",
                exchange -> {
                    bodies.add(
                            exchange.getRequestMethod()
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        people.start();
        try {
            String keys =
                    "rollout: { canary: [10%, 100%], every: 1ms }\n"
                            + "verify: [{ name: people, hook: 'http://127.0.0.1:"
                            + people.getAddress().getPort()
                            + "/open' }]\n";
            status.set(200);
            live(1, keys);
            status.set(403);
            Release canary = rolling(2, keys);
            await(
                    "it is held",
                    () -> release(canary.number()).note().contains("says that it is to wait"));
            assertThat(release(canary.number()).step()).isZero();
            status.set(200);
            awaitState(canary, ReleaseState.LIVE);
            assertThat(bodies)
                    .anySatisfy(body ->
                            assertThat(body)
                                    .startsWith("POST{")
                                    .contains("\"environment\":\"production\"", "\"percent\":10"));
        } finally {
            people.stop(0);
        }
    }

    @Test
    void aRunOpensAndClosesAndHoldsWhenItSaysNothing() {
        ConcurrentLinkedQueue<GateJobs.Order> orders = new ConcurrentLinkedQueue<>();
        AtomicReference<GateJobs.State> state = new AtomicReference<>(GateJobs.State.PASSED);
        house.gates =
                order -> {
                    orders.add(order);
                    return new GateJobs.Look(7, state.get());
                };
        String keys =
                "rollout: { canary: [10%, 50%, 100%], every: 1ms }\n"
                        + "verify: [{ name: smoke, job: smoke.yml }]\n";
        live(1, keys);
        state.set(GateJobs.State.RUNNING);
        Release canary = rolling(2, keys);
        await("it waits", () -> release(canary.number()).note().contains("run 7 goes on"));
        state.set(GateJobs.State.UNKNOWN);
        await("it is held", () -> release(canary.number()).note().contains("run it again"));
        assertThat(release(canary.number()).step()).isZero();
        state.set(GateJobs.State.PASSED);
        awaitState(canary, ReleaseState.LIVE);
        assertThat(orders.stream().filter(o -> o.release() == canary.number()))
                .allSatisfy(order -> {
                    assertThat(order.commit()).isEqualTo(TestHouse.commit(2));
                    assertThat(order.job()).isEqualTo("smoke.yml");
                    assertThat(order.url()).startsWith("http://");
                })
                .extracting(GateJobs.Order::id)
                .containsOnly("gate:" + canary.workload() + ":smoke");

        state.set(GateJobs.State.FAILED);
        Release bad = rolling(3, keys.replace("smoke.yml", "smoke.yml, eachStep: true"));
        Fact.GateFailed failed = house.await(Fact.GateFailed.class, f -> true);
        assertThat(failed.reading()).isEqualTo("run 7 failed");
        awaitState(bad, ReleaseState.ROLLED_BACK);
        assertThat(orders).last().extracting(GateJobs.Order::id).asString().endsWith(":smoke:0");
    }

    @Test
    void aRunThatCannotBeAskedForHoldsTheStep() {
        String keys =
                "rollout: { canary: [10%, 100%], every: 1ms }\n"
                        + "verify: [{ name: smoke, job: smoke.yml }]\n";
        Release first = rolling(1, keys);
        await(
                "it says why",
                () -> release(first.number()).note().contains("this Duru runs no jobs"));
        assertThat(release(first.number()).state()).isEqualTo(ReleaseState.STEPPING);
    }

    @Test
    void tellsWhatOtherGatesWouldHaveSaidOfAnEarlierRelease() {
        live(1, "rollout: rolling\n");
        Fact.ReleaseDeployed second = live(2, "rollout: { canary: [50%, 100%], every: 1ms }\n");
        house.readings.put(second.release(), ScriptedHouse.signals(1000, 100));
        RehearsalView loose =
                house.rehearsal()
                        .rehearse(TestHouse.SHOP, second.release(), null, java.time.Instant.now());
        assertThat(loose.outcome()).isEqualTo("passed");
        assertThat(loose.steps())
                .extracting(RehearsalView.StepView::percent)
                .containsExactly(50, 100);
        String strict = manifest("verify: [{ name: errors, signal: error_ratio, below: 2% }]\n");
        RehearsalView tried =
                house.rehearsal()
                        .rehearse(
                                TestHouse.SHOP, second.release(), strict, java.time.Instant.now());
        assertThat(tried.outcome()).isEqualTo("taken_back");
        assertThat(tried.gate()).isEqualTo("errors");
        assertThat(tried.steps()).hasSize(1);
        assertThat(tried.steps().getFirst().gates().getFirst().reading())
                .isEqualTo("error_ratio 10 % (not below 2 %)");
        assertThatThrownBy(() ->
                        house.rehearsal()
                                .rehearse(
                                        TestHouse.SHOP,
                                        second.release(),
                                        "environments: {}",
                                        java.time.Instant.now()))
                .hasMessageContaining("has no environment 'production'");
    }

    @Test
    void aReleaseThatWasTakenBackCanBeRevertedInTheCode() {
        live(1, "rollout: rolling\n");
        Fact.ReleaseDeployed second = live(2, "rollout: rolling\n");
        assertThatThrownBy(() ->
                        house.delivery
                                .commands()
                                .revert(TestHouse.SHOP, second.release(), TestHouse.MINA))
                .hasMessageContaining("is live");
        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, "worse", null);
        house.await(Fact.RolledBack.class, f -> f.release() == second.release());
        assertThat(
                        house.delivery
                                .commands()
                                .revert(TestHouse.SHOP, second.release(), TestHouse.MINA))
                .isEqualTo("revert-" + TestHouse.commit(2).substring(0, 12));
        assertThat(house.reverted)
                .containsExactly(TestHouse.commit(2) + " to " + TestHouse.commit(1));
    }

    /** Every route that was ever in force has enough healthy copies, whatever happens when. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollout: { rolling: { surge: 1 }, every: 20ms }",
                "rollout: { rolling: { surge: 0, unavailable: 1 }, every: 20ms }",
                "rollout: { rolling: { surge: 50%, unavailable: 50% }, every: 20ms }",
                "rollout: { canary: [10%, 60%, 100%], every: 20ms }",
                "rollout: { blueGreen: { preview: 20ms }, every: 20ms }",
                "rollout: rolling",
            })
    void keepsItsCapacityThroughRestartsAtAnyMoment(String rollout) {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("StrategiesTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        String keys = rollout + "\nreplicas: 4\n";
        int least = rollout.contains("unavailable: 1") ? 3 : rollout.contains("50%") ? 2 : 4;
        live(1, keys);
        Set<String> thin = ConcurrentHashMap.newKeySet();
        house.traffic.watch(shares -> {
            int serving =
                    shares.stream()
                            .filter(share -> share.weight() > 0)
                            .mapToInt(share -> share.backends().size())
                            .sum();
            if (serving < least) {
                thin.add(shares.toString());
            }
        });
        for (int n = 2; n <= 4; n++) {
            String digest = house.publish(n, manifest(keys));
            for (int i = 0; i < 3; i++) {
                LockSupport.parkNanos(random.nextLong(60_000_000L));
                house.restart();
            }
            Fact.ReleaseDeployed deployed =
                    house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
            await(
                    "it has all copies",
                    () -> {
                        List<Share> shares =
                                house.traffic.routes.getOrDefault(PRODUCTION, List.of());
                        return shares.stream()
                                .anyMatch(share ->
                                        share.release().release() == deployed.release()
                                                && share.weight() > 0
                                                && share.backends().size() == 4);
                    });
        }
        assertThat(thin).as("seed %d", seed).isEmpty();
    }
}

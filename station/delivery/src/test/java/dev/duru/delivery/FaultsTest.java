package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.edge.EdgeProcess;
import dev.duru.kernel.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications and machines that misbehave, with real processes and the real edge. */
class FaultsTest {
    private static final String PLAIN =
            """
            package: { health: { path: /healthz, timeout: 3s } }
            environments: { production: { from: main, replicas: 2, drain: 1s ROLLOUT } }
            """;
    private static final EnvironmentKey PRODUCTION = TestHouse.environment("production");

    @TempDir Path folder;
    private TestHouse house;
    private TestClient visitors;

    @BeforeEach
    void aReleaseIsLive() {
        house = new TestHouse(folder);
        live(house.publish(1, PLAIN.replace("ROLLOUT", ""), ""));
        visitors = new TestClient(house.traffic.port(), PRODUCTION).start(40);
    }

    @AfterEach
    void close() throws Exception {
        visitors.stop();
        house.close();
    }

    private Fact.ReleaseDeployed live(String digest) {
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
    }

    @Test
    void oneThatNeverGetsHealthyFailsWithItsLastLinesAndNobodyNotices() throws Exception {
        String sick = house.publish(2, PLAIN.replace("ROLLOUT", ""), "never");
        Fact.DeploymentFailed failed =
                house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(sick));
        assertThat(failed.reason())
                .contains("was not healthy within 3 s", "GET /healthz answers 503", "serving on");
        visitors.stop();
        assertThat(visitors.failuresByBody).isEmpty();
        assertThat(visitors.answersByBody).containsOnlyKeys(TestHouse.commit(1));
    }

    @Test
    void oneThatEndsAtOnceFailsWithItsLastLines() {
        String ends = house.publish(2, PLAIN.replace("ROLLOUT", ""), "exit");
        Fact.DeploymentFailed failed =
                house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(ends));
        assertThat(failed.reason())
                .contains("before it was healthy", "exit code 3", "cannot find my database");
    }

    @Test
    void aLiveOneThatKeepsDyingIsTakenBack() throws Exception {
        String crashing = house.publish(2, PLAIN.replace("ROLLOUT", ""), "crash=1500");
        live(crashing);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> f.digest().equals(crashing));
        assertThat(back.gate()).isEqualTo("crash-loop");
        assertThat(back.reason()).contains("exit code 9");
        assertThat(back.toCommit()).isEqualTo(TestHouse.commit(1));
        TestClient again = new TestClient(house.traffic.port(), PRODUCTION);
        assertThat(again.get("/").body().strip()).isEqualTo(TestHouse.commit(1));
    }

    @Test
    void aRestartOfDuruChangesNothingForVisitors() throws Exception {
        Set<Replica> before = Set.copyOf(house.runtime.replicas(new WorkloadId(PRODUCTION, 1)));
        house.leave();
        TestClient between = new TestClient(visitors.port(), PRODUCTION);
        assertThat(between.get("/").status()).isEqualTo(200);
        house.open();
        String second = house.publish(2, PLAIN.replace("ROLLOUT", ""), "");
        live(second);
        assertThat(before).hasSize(2);
        visitors.awaitAnswer(TestHouse.commit(2));
        visitors.stop();
        assertThat(visitors.failuresByBody).isEmpty();
        assertThat(visitors.answersByBody)
                .containsOnlyKeys(TestHouse.commit(1), TestHouse.commit(2));
    }

    @Test
    void anEdgeThatWasKilledComesBackWithItsRoutes() throws Exception {
        EdgeProcess.Running edge = house.edge.running().orElseThrow();
        ProcessHandle process = ProcessHandle.of(edge.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
        live(house.publish(2, PLAIN.replace("ROLLOUT", ""), ""));
        TestClient client = new TestClient(house.traffic.port(), PRODUCTION);
        assertThat(house.traffic.port()).as("the same port").isEqualTo(edge.dataPort());
        assertThat(client.get("/").body().strip()).isEqualTo(TestHouse.commit(2));
    }

    @Test
    void oneThatIsDeafToSigtermIsGoneAfterItsDrain() {
        String deaf = house.publish(2, PLAIN.replace("ROLLOUT", ""), "deaf");
        Fact.ReleaseDeployed two = live(deaf);
        live(house.publish(3, PLAIN.replace("ROLLOUT", ""), ""));
        WorkloadId id = new WorkloadId(PRODUCTION, two.release());
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (house.runtime.known().contains(id) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(house.runtime.known()).doesNotContain(id);
    }

    @Test
    void oneThatCannotBeTwoIsStoppedFirst() {
        String second = house.publish(2, PLAIN.replace("ROLLOUT", ", rollout: recreate"), "");
        live(second);
        assertThat(house.runtime.replicas(new WorkloadId(PRODUCTION, 1))).isEmpty();
    }
}

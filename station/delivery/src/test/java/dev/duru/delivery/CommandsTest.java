package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.delivery.runtime.scripted.ScriptedRuntime;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people decide, and what becomes of it; nothing runs. */
class CommandsTest {
    private static final String ASKING =
            """
            environments:
              production: { from: main, approve: { role: qa, count: 2 } }
            """;
    private static final String PLAIN = "environments: { production: { from: main } }";
    private static final String GATED =
            """
            environments:
              production:
                from: main
                rollout: { canary: [20%, 100%], every: 1s, patience: 0s }
                verify: [{ name: errors, signal: error_ratio, below: 2% }]
                rollback: MODE
                quiet: QUIET
            """;
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

    private DeliveryCommands commands() {
        return house.delivery.commands();
    }

    private long live(String digest) {
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest)).release();
    }

    @Test
    void twoDifferentPeopleMustApprove() {
        String digest = house.publish(1, ASKING);
        long number = house.await(Fact.ApprovalRequested.class, f -> true).release();
        commands().approve(TestHouse.SHOP, number, TestHouse.QUINN, "", digest);
        assertThatThrownBy(
                        () -> commands().approve(TestHouse.SHOP, number, TestHouse.QUINN, "", null))
                .hasMessageContaining("another person");
        assertThat(house.facts(Fact.RolloutStarted.class)).isEmpty();
        commands().approve(TestHouse.SHOP, number, new Actor("rose", Role.ADMIN), "", null);
        live(digest);
        assertThat(house.facts(Fact.ReleaseApproved.class)).hasSize(2);
        assertThatThrownBy(
                        () -> commands().approve(TestHouse.SHOP, number, TestHouse.QUINN, "", null))
                .hasMessageContaining("waits for no approval");
    }

    @Test
    void aNewerImageVoidsTheApprovalOfAnOlderOne() {
        house.publish(1, ASKING);
        long first = house.await(Fact.ApprovalRequested.class, f -> true).release();
        commands().approve(TestHouse.SHOP, first, TestHouse.QUINN, "", null);
        String second = house.publish(2, ASKING);
        house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(second));
        assertThatThrownBy(() ->
                        commands()
                                .approve(
                                        TestHouse.SHOP,
                                        first,
                                        new Actor("rose", Role.APPROVER),
                                        "",
                                        null))
                .hasMessageContaining("superseded");
    }

    @Test
    void aDeclinedReleaseNeverGoes() {
        house.publish(1, ASKING);
        long number = house.await(Fact.ApprovalRequested.class, f -> true).release();
        assertThatThrownBy(() ->
                        commands()
                                .decline(
                                        TestHouse.SHOP,
                                        number,
                                        new Actor("rudi", Role.READER),
                                        "",
                                        null))
                .extracting(e -> ((ProblemException) e).code())
                .isEqualTo(Problem.Code.FORBIDDEN);
        Release declined =
                commands().decline(TestHouse.SHOP, number, TestHouse.QUINN, "breaks mail", null);
        assertThat(declined.state()).isEqualTo(ReleaseState.DECLINED);
        assertThat(declined.note()).isEqualTo("declined by quinn: breaks mail");
        assertThatThrownBy(
                        () -> commands().approve(TestHouse.SHOP, number, TestHouse.QUINN, "", null))
                .hasMessageContaining("declined");
    }

    @Test
    void anEarlierDigestIsPromotedAgainByHand() {
        String first = house.publish(1, PLAIN);
        live(first);
        String second = house.publish(2, PLAIN);
        live(second);
        assertThatThrownBy(() -> commands().promote(PRODUCTION, second, TestHouse.MINA, null))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> commands().promote(PRODUCTION, "sha256:0", TestHouse.MINA, null))
                .extracting(e -> ((ProblemException) e).code())
                .isEqualTo(Problem.Code.NOT_FOUND);
        assertThatThrownBy(() -> commands().promote(PRODUCTION, first, TestHouse.QUINN, null))
                .hasMessageContaining("maintainer");
        long third = commands().promote(PRODUCTION, first, TestHouse.MINA, null).number();
        house.await(Fact.ReleaseDeployed.class, f -> f.release() == third);
        assertThat(house.facts(Fact.DigestQuarantined.class)).isEmpty();
    }

    @Test
    void theLiveReleaseIsTakenBackByHandAndQuarantined() {
        String first = house.publish(1, PLAIN);
        live(first);
        assertThatThrownBy(() -> commands().rollback(PRODUCTION, TestHouse.MINA, "", null))
                .hasMessageContaining("no earlier release");
        String second = house.publish(2, PLAIN);
        live(second);
        commands().rollback(PRODUCTION, TestHouse.MINA, "prices are wrong", null);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> true);
        assertThat(back.digest()).isEqualTo(second);
        assertThat(back.toDigest()).isEqualTo(first);
        assertThat(back.gate()).isEqualTo("manual");
        assertThat(back.reason()).isEqualTo("prices are wrong");
        assertThat(back.by()).isEqualTo("mina");
        assertThat(house.facts(Fact.DigestQuarantined.class))
                .singleElement()
                .extracting(Fact.DigestQuarantined::digest)
                .isEqualTo(second);
        // The same image built again stays out, and so does the event of a delivered fact.
        house.publish(2, PLAIN);
        String third = house.publish(3, PLAIN);
        live(third);
        assertThat(house.facts(Fact.ReleaseCreated.class))
                .filteredOn(f -> f.digest().equals(second))
                .hasSize(1);
    }

    @Test
    void aFailedGateGivesAllTrafficBack() {
        String manifest = GATED.replace("MODE", "auto").replace("QUIET", "continue");
        String first = house.publish(1, manifest);
        long one = live(first);
        house.readings.put(2L, ScriptedHouse.signals(100, 50));
        String second = house.publish(2, manifest);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> f.digest().equals(second));
        assertThat(back.gate()).isEqualTo("errors");
        assertThat(house.traffic.weight(PRODUCTION, one)).isEqualTo(100);
        assertThat(house.traffic.weight(PRODUCTION, back.release())).isZero();
        assertThat(house.facts(Fact.ReleaseDeployed.class)).hasSize(1);
    }

    @Test
    void whereRollbackIsManualAFailedGateHoldsUntilSomebodyDecides() {
        String manifest = GATED.replace("MODE", "manual").replace("QUIET", "continue");
        live(house.publish(1, manifest));
        house.readings.put(2L, ScriptedHouse.signals(100, 50));
        String second = house.publish(2, manifest);
        house.await(Fact.GateFailed.class, f -> f.digest().equals(second));
        Release held = house.delivery.releases(TestHouse.SHOP, 1).getFirst();
        assertThat(held.state()).isEqualTo(ReleaseState.HELD);
        house.readings.put(2L, ScriptedHouse.signals(100, 0));
        commands().resume(PRODUCTION, TestHouse.MINA);
        assertThat(live(second)).isEqualTo(held.number());
    }

    @Test
    void theFirstReleaseFailsWhereThereIsNothingToGoBackTo() {
        String manifest = GATED.replace("MODE", "auto").replace("QUIET", "continue");
        house.readings.put(1L, ScriptedHouse.signals(100, 50));
        String first = house.publish(1, manifest);
        Fact.DeploymentFailed failed =
                house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(first));
        assertThat(failed.reason()).startsWith("errors: error_ratio 50 %");
        assertThat(house.facts(Fact.RolledBack.class)).isEmpty();
    }

    @Test
    void withoutTrafficItGoesOnAndSaysSo() {
        String manifest = GATED.replace("MODE", "auto").replace("QUIET", "continue");
        live(house.publish(1, manifest));
        assertThat(house.facts(Fact.GatePassed.class))
                .allSatisfy(f -> assertThat(f.reading()).contains("not enough traffic"))
                .isNotEmpty();
    }

    @Test
    void whereItHoldsWithoutTrafficItGoesOnWhenTrafficComes() {
        String manifest = GATED.replace("MODE", "auto").replace("QUIET", "hold");
        String first = house.publish(1, manifest);
        house.await(Fact.RolloutStepped.class, f -> true);
        house.readings.put(1L, ScriptedHouse.signals(100, 0));
        live(first);
        assertThat(house.facts(Fact.GatePassed.class))
                .noneSatisfy(f -> assertThat(f.reading()).contains("not enough"));
    }

    @Test
    void aLiveReleaseThatKeepsDyingIsTakenBack() {
        String first = house.publish(1, PLAIN);
        live(first);
        String second = house.publish(2, PLAIN);
        long two = live(second);
        house.runtime.crash(new WorkloadId(PRODUCTION, two), 4);
        Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> true);
        assertThat(back.digest()).isEqualTo(second);
        assertThat(back.toDigest()).isEqualTo(first);
        assertThat(back.gate()).isEqualTo("crash-loop");
        assertThat(house.facts(Fact.CrashLooped.class)).hasSize(1);
        assertThat(house.facts(Fact.DigestQuarantined.class)).hasSize(1);
    }

    @Test
    void oneThatNeverStartsLeavesTheLiveOneAlone() {
        String first = house.publish(1, PLAIN);
        long one = live(first);
        house.runtime.script(ScriptedHouse.digest(2), ScriptedRuntime.Script.ENDS_AT_ONCE);
        String second = house.publish(2, PLAIN);
        Fact.DeploymentFailed failed =
                house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(second));
        assertThat(failed.reason()).contains("exit code 3");
        assertThat(house.traffic.weight(PRODUCTION, one)).isEqualTo(100);
        assertThat(house.facts(Fact.RolloutStepped.class))
                .noneMatch(f -> f.digest().equals(second));
    }

    @Test
    void aSecretThatIsMissingIsNamed() {
        String digest =
                house.publish(1, "environments: { production: { from: main, secrets: [DB_URL] } }");
        assertThat(
                        house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(digest))
                                .reason())
                .contains("DB_URL", "settings");
    }

    @Test
    void aRuntimeThatIsNotThereIsNamed() {
        String digest =
                house.publish(
                        1, "environments: { production: { from: main, runtime: kubernetes } }");
        assertThat(
                        house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(digest))
                                .reason())
                .contains("kubernetes", "runtime: process");
    }

    @Test
    void aRepositoryWithoutDuruYmlGoesToProductionFromMain() {
        house.database.update(tx ->
                tx.append(
                        new Fact.ImagePublished(
                                TestHouse.SHOP,
                                TestHouse.commit(9),
                                ScriptedHouse.digest(9),
                                "team/shop",
                                "refs/heads/main",
                                1,
                                1)));
        assertThat(house.await(Fact.ReleaseDeployed.class, f -> true).environment())
                .isEqualTo("production");
    }
}

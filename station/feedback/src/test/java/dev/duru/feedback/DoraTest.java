package dev.duru.feedback;

import static dev.duru.feedback.World.SHOP;
import static dev.duru.feedback.World.digest;
import static dev.duru.feedback.World.sha;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoraTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final List<Entry> facts = new ArrayList<>();

    private void at(int minutes, Fact fact) {
        facts.add(new Entry(facts.size() + 1, START.plus(Duration.ofMinutes(minutes)), fact));
    }

    private void pushed(int minutes, int n) {
        at(
                minutes,
                new Fact.CommitPushed(
                        SHOP,
                        sha(n),
                        "refs/heads/main",
                        "",
                        "ann",
                        "t",
                        "Ann",
                        START.plus(Duration.ofMinutes(minutes))));
    }

    private void deployed(int minutes, int n, long release, String environment) {
        at(minutes, new Fact.ReleaseDeployed(SHOP, sha(n), release, environment, digest(n), ""));
    }

    private void rolledBack(int minutes, int n, long release, int restoredAfter) {
        Instant at = START.plus(Duration.ofMinutes(minutes));
        at(
                minutes,
                new Fact.RolledBack(
                        SHOP,
                        sha(n),
                        release,
                        "production",
                        digest(n),
                        digest(1),
                        sha(1),
                        "errors",
                        "bad",
                        "duru",
                        at.minus(Duration.ofMinutes(restoredAfter)),
                        at,
                        at));
    }

    private Dora count(int hours, int days) {
        return Dora.of(
                facts,
                "production"::equals,
                START.plus(Duration.ofHours(hours)),
                Duration.ofDays(days));
    }

    @Test
    void nothingIsNotZero() {
        Dora dora = count(1, 30);
        assertThat(dora.deploymentFrequencyPerDay()).isZero();
        assertThat(dora.leadTimeSeconds()).isNull();
        assertThat(dora.changeFailureRate()).isNull();
        assertThat(dora.timeToRestoreSeconds()).isNull();
    }

    @Test
    void onlyProductionCounts() {
        pushed(0, 1);
        deployed(5, 1, 1, "staging");
        assertThat(count(1, 30).deployments()).isEmpty();
        deployed(9, 1, 2, "production");
        Dora dora = count(1, 30);
        assertThat(dora.deployments()).hasSize(1);
        assertThat(dora.leadTimeSeconds()).isEqualTo(9 * 60.0);
        assertThat(dora.changeFailureRate()).isZero();
        assertThat(dora.deployments().getFirst().facts()).containsExactly(1L, 3L);
    }

    @Test
    void aReleaseThatOnlyTheCanaryMetIsAFailureAndNoDelivery() {
        pushed(0, 1);
        deployed(10, 1, 1, "production");
        pushed(20, 2);
        rolledBack(30, 2, 2, 3);
        Dora dora = count(24, 30);
        assertThat(dora.changeFailureRate()).isEqualTo(0.5);
        assertThat(dora.deploymentFrequencyPerDay()).isEqualTo(1.0);
        assertThat(dora.timeToRestoreSeconds()).isEqualTo(180.0);
        assertThat(dora.leadTimeSeconds()).isEqualTo(600.0);
    }

    @Test
    void aLiveReleaseThatIsTakenBackCountsOnce() {
        pushed(0, 1);
        deployed(10, 1, 1, "production");
        at(12, new Fact.CrashLooped(SHOP, sha(1), 1, "production", digest(1), 5, "exit 1"));
        rolledBack(13, 1, 1, 2);
        Dora dora = count(24, 30);
        assertThat(dora.deployments()).hasSize(1);
        assertThat(dora.changeFailureRate()).isEqualTo(1.0);
        assertThat(dora.deployments().getFirst().live()).isTrue();
    }

    @Test
    void mediansLieBetween() {
        pushed(0, 1);
        deployed(10, 1, 1, "production");
        pushed(100, 2);
        deployed(140, 2, 2, "production");
        assertThat(count(24, 30).leadTimeSeconds()).isEqualTo(25 * 60.0);
        assertThat(Dora.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3.0);
        assertThat(Dora.median(List.of())).isNull();
    }

    @Test
    void theWindowEndsTheMemory() {
        pushed(0, 1);
        deployed(10, 1, 1, "production");
        assertThat(count(24 * 8, 7).deployments()).isEmpty();
        assertThat(count(24 * 8, 30).deploymentFrequencyPerDay()).isEqualTo(1 / 8.0);
    }
}

package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.Environment;
import dev.duru.manifest.Gate;
import dev.duru.yaml.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutDecisionTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Gate GATE =
            new Gate(
                    Position.startOf("duru.yml"),
                    "errors",
                    Gate.Signal.ERROR_RATIO,
                    0.02,
                    null,
                    null,
                    null,
                    20);
    private static final Judged GOOD = new Judged("errors", new Verdict.Good("good"));
    private static final Judged BAD =
            new Judged("errors", new Verdict.Bad("bad", 0.03, 0.02, false));
    private static final Judged CLEAR =
            new Judged("errors", new Verdict.Bad("bad", 0.9, 0.02, true));
    private static final Judged SCARCE =
            new Judged("errors", new Verdict.Scarce("3 of 20 requests"));

    private static Plan plan(Environment.Quiet quiet) {
        return plan(quiet, stage(10), stage(50), stage(100));
    }

    private static Plan.Stage stage(int percent) {
        return new Plan.Stage(percent, 0, Duration.ofSeconds(30), 0, false);
    }

    private static Plan plan(Environment.Quiet quiet, Plan.Stage... stages) {
        return new Plan(
                List.of(stages),
                Plan.Style.BESIDE,
                new Copies.Room(1, 0, 0),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                List.of(GATE),
                List.of(),
                null,
                quiet,
                Environment.RollbackMode.AUTO);
    }

    private static Release release(ReleaseState state, int step) {
        return new Release(
                TestHouse.environment("production"),
                7,
                TestHouse.commit(1),
                "sha256:1",
                "team/shop",
                "mina",
                T0,
                state,
                step,
                T0,
                0,
                null,
                null,
                "",
                null,
                TestHouse.commit(1),
                Release.Hold.NONE);
    }

    private static Replica replica(int index, Replica.State state, int restarts) {
        return new Replica(index, state, "127.0.0.1:1", T0, restarts, "its last lines:\nboom");
    }

    private static RolloutDecision starting(long seconds, Replica... replicas) {
        return RolloutDecision.of(
                new RolloutDecision.Sight(
                        release(ReleaseState.STARTING, 0),
                        plan(Environment.Quiet.CONTINUE),
                        List.of(replicas),
                        2,
                        Duration.ofSeconds(60),
                        List.of(),
                        0,
                        false,
                        T0.plusSeconds(seconds)));
    }

    private static RolloutDecision stepping(
            int step, long seconds, Environment.Quiet quiet, Judged... gates) {
        return stepping(plan(quiet), step, seconds, 0, gates);
    }

    private static RolloutDecision stepping(
            Plan plan, int step, long seconds, long requests, Judged... gates) {
        return RolloutDecision.of(
                new RolloutDecision.Sight(
                        release(ReleaseState.STEPPING, step),
                        plan,
                        List.of(replica(0, Replica.State.HEALTHY, 0)),
                        1,
                        Duration.ofSeconds(60),
                        List.of(gates),
                        requests,
                        false,
                        T0.plusSeconds(seconds)));
    }

    @Test
    void isExposedOnlyWhenAllReplicasAreHealthy() {
        assertThat(starting(1, replica(0, Replica.State.HEALTHY, 0)))
                .isEqualTo(new RolloutDecision.Wait("1 of 2 replicas are healthy"));
        assertThat(
                        starting(
                                1,
                                replica(0, Replica.State.HEALTHY, 0),
                                replica(1, Replica.State.HEALTHY, 0)))
                .isEqualTo(new RolloutDecision.Expose());
    }

    @Test
    void failsToStartWithTheLastLinesWhenItEndsAgainAndAgain() {
        assertThat(starting(1, replica(0, Replica.State.DEAD, 2)))
                .isInstanceOf(RolloutDecision.Wait.class);
        assertThat(starting(1, replica(0, Replica.State.DEAD, 3)))
                .isEqualTo(
                        new RolloutDecision.StartFailed(
                                "replica 0 ended 3 times before it was healthy; its last lines:\nboom"));
    }

    @Test
    void failsToStartWhenItIsNotHealthyInTime() {
        assertThat(starting(60, replica(0, Replica.State.STARTING, 0)))
                .isInstanceOf(RolloutDecision.Wait.class);
        assertThat(starting(61, replica(0, Replica.State.STARTING, 0)))
                .isEqualTo(
                        new RolloutDecision.StartFailed(
                                "replica 0 was not healthy within 60 s; its last lines:\nboom"));
    }

    @Test
    void stepsWhenTheTimeIsOverAndTheGatesAreGood() {
        assertThat(stepping(0, 29, Environment.Quiet.CONTINUE, GOOD))
                .isEqualTo(new RolloutDecision.Wait(""));
        assertThat(stepping(0, 30, Environment.Quiet.CONTINUE, GOOD))
                .isEqualTo(new RolloutDecision.Step(1, List.of(GOOD)));
        assertThat(stepping(2, 30, Environment.Quiet.CONTINUE, GOOD))
                .isEqualTo(new RolloutDecision.Complete(List.of(GOOD)));
    }

    @Test
    void aBadGateCountsAtTheEndOfTheStepAndAClearOneAtOnce() {
        assertThat(stepping(0, 5, Environment.Quiet.CONTINUE, BAD))
                .isInstanceOf(RolloutDecision.Wait.class);
        assertThat(stepping(0, 30, Environment.Quiet.CONTINUE, GOOD, BAD))
                .isEqualTo(new RolloutDecision.GateBroken(BAD));
        assertThat(stepping(0, 5, Environment.Quiet.CONTINUE, CLEAR))
                .isEqualTo(new RolloutDecision.GateBroken(CLEAR));
    }

    @Test
    void waitsForTrafficAndThenGoesOnSayingSoOrHolds() {
        assertThat(stepping(0, 40, Environment.Quiet.CONTINUE, SCARCE))
                .isEqualTo(new RolloutDecision.Wait("errors: 3 of 20 requests"));
        assertThat(stepping(0, 50, Environment.Quiet.CONTINUE, SCARCE))
                .isEqualTo(new RolloutDecision.Step(1, List.of(SCARCE)));
        assertThat(stepping(0, 300, Environment.Quiet.HOLD, SCARCE))
                .isEqualTo(new RolloutDecision.Wait("errors: 3 of 20 requests"));
        assertThat(stepping(0, 50, Environment.Quiet.CONTINUE, SCARCE, BAD))
                .isEqualTo(new RolloutDecision.GateBroken(BAD));
    }

    @Test
    void aStepWaitsForItsRequestsAndForTheWordOfOthersAndOfPeople() {
        Plan.Stage many = new Plan.Stage(10, 0, Duration.ZERO, 500, false);
        Plan plan = plan(Environment.Quiet.CONTINUE, many, stage(100));
        assertThat(stepping(plan, 0, 0, 499, GOOD))
                .isEqualTo(new RolloutDecision.Wait("499 of 500 requests"));
        assertThat(stepping(plan, 0, 0, 500, GOOD)).isInstanceOf(RolloutDecision.Step.class);
        Judged pending = new Judged("people", new Verdict.Pending("says that it is to wait"));
        assertThat(stepping(0, 290, Environment.Quiet.CONTINUE, GOOD, pending))
                .isEqualTo(new RolloutDecision.Wait("people: says that it is to wait"));
        Plan.Stage pausing = new Plan.Stage(10, 0, Duration.ZERO, 0, true);
        assertThat(stepping(plan(Environment.Quiet.CONTINUE, pausing, stage(100)), 0, 0, 0, GOOD))
                .isEqualTo(new RolloutDecision.Pause(List.of(GOOD)));
    }

    @Test
    void comesNoFurtherThanItsDeadline() {
        assertThat(stepping(0, 329, Environment.Quiet.HOLD, SCARCE))
                .isInstanceOf(RolloutDecision.Wait.class);
        assertThat(stepping(0, 330, Environment.Quiet.HOLD, SCARCE))
                .isEqualTo(
                        new RolloutDecision.Overdue(
                                "no progress for 300 s: errors: 3 of 20 requests"));
    }

    @Test
    void seesACrashLoopWhateverTheGatesSay() {
        RolloutDecision decision =
                RolloutDecision.of(
                        new RolloutDecision.Sight(
                                release(ReleaseState.STEPPING, 0),
                                plan(Environment.Quiet.CONTINUE),
                                List.of(replica(0, Replica.State.DEAD, 4)),
                                1,
                                Duration.ofSeconds(60),
                                List.of(GOOD),
                                0,
                                false,
                                T0.plusSeconds(1)));
        assertThat(decision).isEqualTo(new RolloutDecision.Crashing(4, "its last lines:\nboom"));
    }

    @Test
    void goingBackIsAllAtOnceAndTheFirstReleaseHasOneStep() {
        Environment environment =
                dev.duru.manifest.Manifest.parse(
                                "duru.yml",
                                """
                                environments:
                                  production:
                                    rollout: { canary: [10%, 100%], every: 5s }
                                    verify: [{ name: e, signal: p99, below: 1s }]
                                """)
                        .orThrow()
                        .environment("production")
                        .orElseThrow();
        Plan forward = Plan.of(environment, false, false);
        assertThat(forward.stages()).extracting(Plan.Stage::percent).containsExactly(10, 100);
        Plan back = Plan.of(environment, true, false);
        assertThat(back.stages()).extracting(Plan.Stage::percent).containsExactly(100);
        assertThat(back.gates()).isEmpty();
        assertThat(back.stage(0).lasts()).isZero();
        Plan first = Plan.of(environment, false, true);
        assertThat(first.stages()).extracting(Plan.Stage::percent).containsExactly(100);
        assertThat(first.gates()).hasSize(1);
        assertThat(first.stage(0).lasts()).isEqualTo(Duration.ofSeconds(5));
    }
}

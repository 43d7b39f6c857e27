package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.MetricQuery.Latencies;
import dev.duru.delivery.MetricQuery.Signals;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Gate;
import dev.duru.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whole rollouts in simulated time, looked at once a second by the same code that decides: how many
 * good releases are taken back by chance, and how soon a bad one is.
 */
class FalseAlarmTest {
    private static final int RELEASES = 1000;
    private static final double RATE = 50;
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final double[] BOUNDS = {
        0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 5
    };
    private static final Environment ENVIRONMENT =
            Manifest.parse(
                            "duru.yml",
                            """
                            environments:
                              production:
                                rollout: { canary: [10%, 50%, 100%], every: 30s }
                                verify:
                                  - { name: errors, signal: error_ratio, below: 2%, compare: stable, tolerance: 2 }
                                  - { name: latency, signal: p95, below: 500ms, compare: stable }
                                  - { name: tail, signal: p99, compare: stable }
                            """)
                    .orThrow()
                    .environment("production")
                    .orElseThrow();
    private static final Plan PLAN = Plan.of(ENVIRONMENT, false, false);

    /** Requests of one release since the step began. */
    private static final class Counter {
        private final long[] buckets = new long[BOUNDS.length + 1];
        private long requests;
        private long errors;

        void add(Random random, int more, double failing, double scale) {
            requests += more;
            for (int i = 0; i < more; i++) {
                // Log-normal, with a median of 80 ms and a p95 of about 220 ms.
                double latency = scale * 0.08 * Math.exp(0.62 * random.nextGaussian());
                int bucket = 0;
                while (bucket < BOUNDS.length && latency > BOUNDS[bucket]) {
                    bucket++;
                }
                buckets[bucket]++;
                if (random.nextDouble() < failing) {
                    errors++;
                }
            }
        }

        MetricQuery.Reading reading(double seconds) {
            if (requests == 0) {
                return new MetricQuery.NoTraffic();
            }
            List<Double> bounds = new ArrayList<>();
            List<Long> counts = new ArrayList<>();
            long sum = 0;
            for (int i = 0; i < BOUNDS.length; i++) {
                sum += buckets[i];
                bounds.add(BOUNDS[i]);
                counts.add(sum);
            }
            return new Signals(
                    requests,
                    errors,
                    (double) errors / requests,
                    EdgeQuantile.of(0.5, bounds, counts, requests),
                    EdgeQuantile.of(0.95, bounds, counts, requests),
                    EdgeQuantile.of(0.99, bounds, counts, requests),
                    requests / seconds,
                    new Latencies(bounds, counts));
        }
    }

    /** As the edge's buckets are read: a line within each. */
    private static final class EdgeQuantile {
        static double of(double q, List<Double> bounds, List<Long> counts, long requests) {
            double rank = q * requests;
            for (int i = 0; i < bounds.size(); i++) {
                if (counts.get(i) >= rank) {
                    double low = i == 0 ? 0 : bounds.get(i - 1);
                    long below = i == 0 ? 0 : counts.get(i - 1);
                    return low + (bounds.get(i) - low) * (rank - below) / (counts.get(i) - below);
                }
            }
            return bounds.getLast();
        }
    }

    /**
     * How a release does.
     *
     * @param failing share of its requests
     * @param scale how many times slower than the stable one
     */
    private record Behaviour(double failing, double stableFailing, double scale) {}

    /** Seconds until it is taken back, or -1 when it goes live. */
    private static long taken(Behaviour behaviour, Random random) {
        long at = 0;
        double candidateDue = 0;
        double stableDue = 0;
        for (int step = 0; step < PLAN.stages().size(); step++) {
            Counter candidate = new Counter();
            Counter stable = new Counter();
            double share = PLAN.percent(step) / 100.0;
            for (long second = 1; ; second++) {
                at++;
                candidateDue += RATE * share;
                stableDue += RATE * (1 - share);
                candidate.add(random, (int) candidateDue, behaviour.failing(), behaviour.scale());
                stable.add(random, (int) stableDue, behaviour.stableFailing(), 1);
                candidateDue -= (int) candidateDue;
                stableDue -= (int) stableDue;
                RolloutDecision decision = decide(step, second, candidate, stable);
                if (decision instanceof RolloutDecision.GateBroken) {
                    return at;
                }
                if (!(decision instanceof RolloutDecision.Wait)) {
                    break;
                }
            }
        }
        return -1;
    }

    private static RolloutDecision decide(
            int step, long second, Counter candidate, Counter stable) {
        Verdict.Measured measured =
                new Verdict.Measured(candidate.reading(second), stable.reading(second));
        List<Judged> judged = new ArrayList<>();
        for (Gate gate : PLAN.gates()) {
            judged.add(
                    new Judged(
                            gate.name(), Verdict.of(gate, measured, measured, PLAN.falseAlarm())));
        }
        Release release =
                new Release(
                        TestHouse.environment("production"),
                        7,
                        TestHouse.commit(1),
                        "sha256:1",
                        "team/shop",
                        "mina",
                        T0,
                        ReleaseState.STEPPING,
                        step,
                        T0,
                        0,
                        null,
                        null,
                        "",
                        null,
                        TestHouse.commit(1),
                        Release.Hold.NONE);
        return RolloutDecision.of(
                new RolloutDecision.Sight(
                        release,
                        PLAN,
                        List.of(),
                        0,
                        Duration.ofMinutes(1),
                        judged,
                        0,
                        false,
                        T0.plusSeconds(second)));
    }

    @Test
    void goodReleasesAreTakenBackNoOftenerThanStated() {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("FalseAlarmTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        int alarms = 0;
        for (int i = 0; i < RELEASES; i++) {
            // At the very edge of what is good: as many errors as the statement allows.
            Behaviour good = i % 2 == 0 ? new Behaviour(0.01, 0.005, 1) : new Behaviour(0, 0, 1);
            if (taken(good, random) >= 0) {
                alarms++;
            }
        }
        double stated = PLAN.gates().size() * Evidence.FALSE_ALARM;
        System.out.println(
                "FalseAlarmTest: " + alarms + " of " + RELEASES + "; stated at most " + stated);
        assertThat((double) alarms / RELEASES).as("seed %d", seed).isLessThanOrEqualTo(stated);
    }

    @Test
    void aReleaseThatFailsFivePercentIsCaughtWithinAMinute() {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("FalseAlarmTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        long longest = 0;
        for (int i = 0; i < 200; i++) {
            long seconds = taken(new Behaviour(0.05, 0.001, 1), random);
            assertThat(seconds).as("seed %d, release %d", seed, i).isBetween(1L, 60L);
            longest = Math.max(longest, seconds);
        }
        System.out.println("FalseAlarmTest: the last one was caught after " + longest + " s");
    }

    @Test
    void aReleaseThatIsSlowIsCaughtToo() {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            assertThat(taken(new Behaviour(0, 0, 4), random))
                    .as("seed %d, release %d", seed, i)
                    .isBetween(1L, 60L);
        }
    }
}

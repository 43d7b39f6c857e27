package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.MetricQuery.NoTraffic;
import dev.duru.delivery.MetricQuery.Signals;
import dev.duru.manifest.Gate;
import dev.duru.yaml.Position;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Gate gate(Gate.Signal signal, Double below, Double above, Double tolerance) {
        return new Gate(
                Position.startOf("duru.yml"), "g", signal, below, above, tolerance, null, 20);
    }

    private static Signals requests(long requests, long errors) {
        return new Signals(requests, errors, (double) errors / requests, 0.010, 0.120, 0.300, 5);
    }

    @Test
    void errorsBelowTheLimitAreGood() {
        Gate gate = gate(Gate.Signal.ERROR_RATIO, 0.02, null, null);
        assertThat(Verdict.of(gate, requests(1000, 4), null))
                .isEqualTo(new Verdict.Good("error_ratio 0.4 % (below 2 %)"));
    }

    @Test
    void errorsOverTheLimitAreBadOnlyWhenChanceDoesNotExplainThem() {
        Gate gate = gate(Gate.Signal.ERROR_RATIO, 0.02, null, null);
        assertThat(Verdict.of(gate, requests(40, 1), null))
                .isEqualTo(
                        new Verdict.Doubtful(
                                "error_ratio 2.5 % (not below 2 %), which may still be chance"));
        Verdict.Bad many = (Verdict.Bad) Verdict.of(gate, requests(40, 8), null);
        assertThat(many.reading()).isEqualTo("error_ratio 20 % (not below 2 %)");
        assertThat(many.clear()).isTrue();
        assertThat(many.value()).isEqualTo(0.2);
        assertThat(many.threshold()).isEqualTo(0.02);
    }

    @Test
    void aLatencyOverTheLimitIsBadWhenEnoughRequestsWereSlower() {
        Gate gate = gate(Gate.Signal.P95, 0.1, null, null);
        assertThat(Verdict.of(gate, requests(20, 0), null)).isInstanceOf(Verdict.Doubtful.class);
        Signals slow =
                new Signals(
                        100,
                        0,
                        0,
                        0.2,
                        0.4,
                        0.5,
                        5,
                        new MetricQuery.Latencies(
                                java.util.List.of(0.1, 0.5, 1.0),
                                java.util.List.of(40L, 90L, 100L)));
        assertThat(Verdict.of(gate, slow, null)).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void tooFewRequestsAreNeitherGoodNorBad() {
        Gate gate = gate(Gate.Signal.ERROR_RATIO, 0.02, null, null);
        assertThat(Verdict.of(gate, new NoTraffic(), null))
                .isEqualTo(new Verdict.Scarce("error_ratio: not enough traffic, 0 of 20 requests"));
        assertThat(Verdict.of(gate, requests(19, 19), null)).isInstanceOf(Verdict.Scarce.class);
        assertThat(Verdict.of(gate, requests(20, 20), null)).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void aRateIsKnownWithoutRequests() {
        Gate gate = gate(Gate.Signal.REQUEST_RATE, null, 1.0, null);
        assertThat(Verdict.of(gate, new NoTraffic(), null))
                .isEqualTo(new Verdict.Bad("request_rate 0/s (not above 1/s)", 0, 1, false));
        assertThat(Verdict.of(gate, requests(20, 0), null)).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void latencyIsShownInTheUnitsOfPeople() {
        Gate gate = gate(Gate.Signal.P95, 0.5, null, null);
        assertThat(Verdict.of(gate, requests(100, 0), null).reading())
                .isEqualTo("p95 120 ms (below 500 ms)");
    }

    @Test
    void theCandidateIsComparedWithTheStableRelease() {
        Gate gate = gate(Gate.Signal.ERROR_RATIO, null, null, 2.0);
        assertThat(Verdict.of(gate, requests(1000, 30), requests(1000, 20)))
                .isInstanceOf(Verdict.Good.class);
        assertThat(Verdict.of(gate, requests(1000, 50), requests(1000, 20)))
                .isInstanceOfSatisfying(
                        Verdict.Doubtful.class,
                        chance -> assertThat(chance.reading()).contains("may still be chance"));
        Verdict.Bad bad = (Verdict.Bad) Verdict.of(gate, requests(1000, 120), requests(1000, 20));
        assertThat(bad.threshold()).isEqualTo(0.04);
        assertThat(bad.reading()).contains("stable 2 %");
    }

    @Test
    void aDifferenceWithinTheNoiseIsNoFailure() {
        Gate gate = gate(Gate.Signal.ERROR_RATIO, null, null, 1.5);
        assertThat(Verdict.of(gate, requests(1000, 4), requests(1000, 0)))
                .isInstanceOf(Verdict.Good.class);
        assertThat(Verdict.of(gate, requests(1000, 30), requests(1000, 0)))
                .isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void withoutTrafficOnTheStableReleaseTheOtherLimitDecides() {
        assertThat(
                        Verdict.of(
                                gate(Gate.Signal.ERROR_RATIO, null, null, 1.5),
                                requests(100, 0),
                                new NoTraffic()))
                .isInstanceOf(Verdict.Scarce.class);
        assertThat(
                        Verdict.of(
                                gate(Gate.Signal.ERROR_RATIO, 0.05, null, 1.5),
                                requests(100, 0),
                                new NoTraffic()))
                .isInstanceOf(Verdict.Good.class);
        assertThat(
                        Verdict.of(
                                gate(Gate.Signal.ERROR_RATIO, 0.05, null, 1.5),
                                requests(100, 20),
                                null))
                .isInstanceOf(Verdict.Bad.class);
    }
}

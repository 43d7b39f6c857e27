package dev.duru.delivery.traffic.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duru.delivery.MetricQuery;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.EdgeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgeSignalsTest {
    private static final List<Double> BOUNDS = List.of(0.1, 0.5, 1.0);

    private static EdgeSnapshot.Release counters(long requests, long errors, Long... buckets) {
        return new EdgeSnapshot.Release(
                new EdgeConfig.Labels("team/shop", "production", "1", "abc"),
                requests,
                errors,
                0,
                0,
                Map.of(),
                List.of(buckets),
                0,
                0,
                Map.of());
    }

    @Test
    void countsWhatHappenedBetweenTwoSnapshots() {
        MetricQuery.Signals signals =
                (MetricQuery.Signals)
                        EdgeSignals.difference(
                                BOUNDS,
                                counters(300, 25, 150L, 250L, 300L, 300L),
                                counters(100, 5, 50L, 100L, 100L, 100L),
                                Duration.ofSeconds(10));
        assertThat(signals.requests()).isEqualTo(200);
        assertThat(signals.errors()).isEqualTo(20);
        assertThat(signals.errorRatio()).isEqualTo(0.1);
        assertThat(signals.rate()).isEqualTo(20);
        assertThat(signals.p50()).isEqualTo(0.1, within(1e-9));
        assertThat(signals.p95()).isEqualTo(0.9, within(1e-9));
    }

    @Test
    void noRequestIsNoTrafficAndNotZeroErrors() {
        EdgeSnapshot.Release same = counters(100, 5, 50L, 100L, 100L, 100L);
        assertThat(EdgeSignals.difference(BOUNDS, same, same, Duration.ofSeconds(1)))
                .isEqualTo(new MetricQuery.NoTraffic());
    }

    @Test
    void aQuantileBeyondTheLastBoundIsTheLastBound() {
        assertThat(EdgeSignals.quantile(0.99, BOUNDS, List.of(0L, 0L, 0L, 10L))).isEqualTo(1.0);
        assertThat(EdgeSignals.quantile(0.5, BOUNDS, List.of(0L, 0L, 0L, 0L))).isZero();
    }
}

package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static Series series(double... timesAndValues) {
        long[] times = new long[timesAndValues.length / 2];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) timesAndValues[2 * i];
            values[i] = timesAndValues[2 * i + 1];
        }
        return new Series(Labels.of("x_total"), times, values);
    }

    @Test
    void countsFromTheLastSampleBeforeTheWindow() {
        assertThat(Growth.of(series(10, 100, 20, 105, 30, 111, 40, 120), 20, 30, 10)).isEqualTo(6);
        assertThat(Growth.of(series(10, 100, 20, 105, 30, 111, 40, 120), 0, 99, 10)).isEqualTo(20);
    }

    @Test
    void aSeriesThatCameLaterBeganAtZero() {
        assertThat(Growth.of(series(20, 5, 30, 8), 10, 99, 10)).isEqualTo(8);
        assertThat(Growth.of(series(20, 5, 30, 8), 25, 99, 10)).isEqualTo(3);
    }

    @Test
    void ofAnOlderOneTheBeginIsNotKnown() {
        assertThat(Growth.of(series(10, 5_000, 30, 5_008), 0, 99, 10)).isEqualTo(8);
    }

    @Test
    void aRestartLosesNothingThatWasSeen() {
        assertThat(Growth.of(series(10, 100, 20, 110, 30, 4, 40, 6), 10, 99, 10)).isEqualTo(16);
    }
}

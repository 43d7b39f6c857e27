package dev.duru.observe.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramRowsTest {
    private static Histogram histogram(int schema, int from, double... counts) {
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                schema,
                new Histogram.Totals(0.001, 2, 9, 9),
                Buckets.from(from, counts),
                Buckets.NONE);
    }

    private static List<Frame> rows(Histogram... histograms) {
        long[] times = new long[histograms.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 1_000L;
        }
        Series series =
                new Series(Labels.EMPTY, times, new double[histograms.length], histograms, null);
        assertThat(HistogramRows.fits(List.of(series))).isTrue();
        return HistogramRows.of("A", List.of(series));
    }

    @Test
    void eachBucketIsARow() {
        List<Frame> rows = rows(histogram(0, 1, 3, 4), histogram(0, 2, 5));
        assertThat(rows).extracting(f -> f.labels().get("le")).containsExactly("0.001", "2", "4");
        assertThat(rows).extracting(f -> f.labels().get("ge")).containsExactly("-0.001", "1", "2");
        assertThat(rows.get(1).column("2")).containsExactly(3.0, 0.0);
        assertThat(rows.get(2).column("4")).containsExactly(4.0, 5.0);
    }

    @Test
    void fineBucketsAreTakenTogether() {
        double[] counts = new double[400];
        java.util.Arrays.fill(counts, 1);
        List<Frame> rows = rows(histogram(5, 1, counts));
        assertThat(rows).hasSizeBetween(10, 48);
        double all =
                rows.stream()
                        .mapToDouble(
                                f -> (Double) f.columns().get(f.numbers().getFirst()).getFirst())
                        .sum();
        assertThat(all).isEqualTo(402.0);
    }
}

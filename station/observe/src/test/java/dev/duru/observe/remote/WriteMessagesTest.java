package dev.duru.observe.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteMessagesTest {
    private static Histogram histogram(double unit) {
        return Histogram.exponential(
                CounterReset.NOT_RESET,
                2,
                new Histogram.Totals(0.5, unit, 6 * unit, 7.5),
                Buckets.at(new int[] {1, 2, 9}, new double[] {unit, 3 * unit, unit}),
                Buckets.NONE);
    }

    /** Whole counts and others, in both versions. */
    @Test
    void whatIsWrittenIsRead() {
        List<Incoming> all =
                List.of(
                        new Incoming(
                                Labels.of("a", "b", "c", "d", "a"),
                                List.of(
                                        new Incoming.Point(5, Double.NaN),
                                        new Incoming.Point(6, 0)),
                                List.of(),
                                List.of(new Exemplar(Labels.of("", "trace_id", "c"), 1.5, 5))),
                        new Incoming(
                                Labels.of("h"),
                                List.of(),
                                List.of(
                                        new Incoming.HistogramPoint(7, histogram(1)),
                                        new Incoming.HistogramPoint(8, histogram(0.5))),
                                List.of()));
        assertThat(WriteMessages.read2(WriteMessages.write2(all))).isEqualTo(all);
        assertThat(WriteMessages.read1(WriteMessages.write1(all))).isEqualTo(all);
        List<Incoming> begun =
                List.of(
                        new Incoming(
                                Labels.of("a"),
                                List.of(new Incoming.Point(5, 1)),
                                List.of(),
                                List.of(),
                                4));
        assertThat(WriteMessages.read2(WriteMessages.write2(begun))).isEqualTo(begun);
    }
}

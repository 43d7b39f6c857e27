package dev.duru.tsdb.differential;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.tsdb.wire.Snappy;
import dev.duru.tsdb.wire.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Two hours of native histograms that only grow, or begin again, but not near nothing: there the
 * extrapolation to zero has changed.
 */
final class RandomHistograms {
    private static final long SHIFT = 7_123;
    private static final int BUCKETS = 8;
    private static final int SCHEMA = 2;

    private final Random random;
    private final SeriesStore store;

    RandomHistograms(long seed, SeriesStore store) {
        this.random = new Random(seed);
        this.store = store;
    }

    /** Fills the store; gives the same as a request of remote write 1. */
    byte[] fill() {
        MessageWriter request = new MessageWriter();
        for (String job : List.of("a", "b")) {
            for (String code : List.of("200", "500")) {
                Labels labels = Labels.of("sizes", "code", code, "job", job);
                List<Long> times = new ArrayList<>();
                List<Histogram> histograms = series(labels, times);
                request.message(
                        1,
                        series -> {
                            labels.each((name, value) ->
                                    series.message(1, l -> l.text(1, name).text(2, value)));
                            for (int i = 0; i < histograms.size(); i++) {
                                int at = i;
                                series.message(4, h -> write(h, times.get(at), histograms.get(at)));
                            }
                        });
            }
        }
        return Snappy.pack(request.bytes());
    }

    private List<Histogram> series(Labels labels, List<Long> times) {
        long[] counts = new long[BUCKETS];
        double sum = 1_000;
        for (int b = 0; b < BUCKETS; b++) {
            counts[b] = 5_000 + random.nextInt(1_000);
        }
        List<Histogram> all = new ArrayList<>();
        for (int i = 0; i < RandomSeries.SAMPLES; i++) {
            boolean again = random.nextInt(150) == 0;
            long count = 0;
            for (int b = 0; b < BUCKETS; b++) {
                counts[b] = again ? 1_000 + random.nextInt(5) : counts[b] + random.nextInt(9);
                count += counts[b];
            }
            sum = again ? 100 : sum + random.nextInt(400) / 4.0;
            double[] buckets = new double[BUCKETS - 1];
            for (int b = 0; b < buckets.length; b++) {
                buckets[b] = counts[b];
            }
            Histogram histogram =
                    Histogram.exponential(
                            CounterReset.UNKNOWN,
                            SCHEMA,
                            new Histogram.Totals(0.001, counts[BUCKETS - 1], count, sum),
                            Buckets.from(-1, buckets),
                            Buckets.NONE);
            long time = RandomSeries.BEGIN + SHIFT + i * RandomSeries.EVERY;
            store.add(labels, time, histogram);
            times.add(time);
            all.add(histogram);
        }
        return all;
    }

    /** The message {@code prometheus.Histogram} with whole counts. */
    private static void write(MessageWriter out, long time, Histogram histogram) {
        out.whole(1, (long) histogram.count())
                .number(3, histogram.sum())
                .signed(4, histogram.schema())
                .number(5, histogram.totals().zeroThreshold())
                .whole(6, (long) histogram.totals().zeroCount());
        List<Long> deltas = new ArrayList<>();
        long before = 0;
        for (double count : Spans.write(out, 11, histogram.positive())) {
            deltas.add((long) count - before);
            before = (long) count;
        }
        out.signeds(12, deltas).whole(15, time);
    }
}

package dev.duru.tsdb.chunk;

import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;

/** Reads what {@link OpenHistograms} wrote. */
final class HistogramReader {
    private static final CounterReset[] RESETS = CounterReset.values();

    private final BitReader in;
    private final HistogramLayout layout;
    private final XorCode sum = new XorCode(0);
    private final long[] last;
    private final long[] lastDelta;
    private final XorCode[] floats;

    private HistogramReader(Chunk chunk) {
        in = new BitReader(chunk.data());
        layout = HistogramLayout.read(in, chunk.kind() == Chunk.Kind.HISTOGRAMS);
        last = new long[layout.counts()];
        lastDelta = new long[last.length];
        floats = new XorCode[last.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = new XorCode(0);
        }
    }

    static void read(Chunk chunk, Samples into) {
        HistogramReader reader = new HistogramReader(chunk);
        long time = chunk.minTime();
        into.add(time, 0, reader.histogram());
        long delta = 0;
        for (int i = 1; i < chunk.count(); i++) {
            delta += TimeCode.read(reader.in);
            time += delta;
            into.add(time, 0, reader.histogram());
        }
    }

    private Histogram histogram() {
        if (in.bit()) {
            return Histogram.stale(Stale.MARKER);
        }
        CounterReset reset = RESETS[(int) in.read(2)];
        double total = Double.longBitsToDouble(sum.read(in));
        double count = number(0);
        double zero = number(1);
        Buckets positive = buckets(2, layout.positive());
        Buckets negative = buckets(2 + layout.positive().length, layout.negative());
        if (layout.schema() == Histogram.CUSTOM) {
            return Histogram.custom(reset, count, total, positive, layout.bounds());
        }
        return Histogram.exponential(
                reset,
                layout.schema(),
                new Histogram.Totals(layout.zeroThreshold(), zero, count, total),
                positive,
                negative);
    }

    private Buckets buckets(int first, int[] indexes) {
        double[] counts = new double[indexes.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = number(first + i);
        }
        return Buckets.at(indexes, counts);
    }

    private double number(int i) {
        if (!layout.whole()) {
            return Double.longBitsToDouble(floats[i].read(in));
        }
        lastDelta[i] += CountCode.read(in);
        last[i] += lastDelta[i];
        return last[i];
    }
}

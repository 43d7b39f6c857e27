package dev.duru.tsdb.chunk;

import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Histograms with the same buckets: these once, then the counts of each. */
final class OpenHistograms extends OpenChunk {
    private final HistogramLayout layout;
    private final XorCode sum = new XorCode(0);
    private final long[] last;
    private final long[] lastDelta;
    private final XorCode[] floats;
    private final long minTime;
    private long maxTime;
    private long delta;
    private int count;

    OpenHistograms(long time, Histogram first) {
        layout = HistogramLayout.of(first);
        layout.write(this);
        last = new long[layout.whole() ? layout.counts() : 0];
        lastDelta = new long[last.length];
        floats = new XorCode[layout.whole() ? 0 : layout.counts()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = new XorCode(0);
        }
        minTime = time;
        maxTime = time;
        write(first);
    }

    @Override
    public boolean add(long time, double value, @Nullable Histogram histogram) {
        if (histogram == null || count == MOST) {
            return false;
        }
        if (!Stale.is(histogram) && !layout.isOf(histogram)) {
            return false;
        }
        long newDelta = time - maxTime;
        TimeCode.write(this, newDelta - delta);
        delta = newDelta;
        maxTime = time;
        write(histogram);
        return true;
    }

    private void write(Histogram histogram) {
        count++;
        boolean stale = Stale.is(histogram);
        bit(stale);
        if (stale) {
            return;
        }
        write(histogram.reset().ordinal(), 2);
        sum.write(this, Double.doubleToRawLongBits(histogram.sum()));
        number(0, histogram.count());
        number(1, histogram.totals().zeroCount());
        buckets(2, histogram.positive());
        buckets(2 + layout.positive().length, histogram.negative());
    }

    private void buckets(int first, Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            number(first + i, buckets.count(i));
        }
    }

    private void number(int i, double number) {
        if (!layout.whole()) {
            floats[i].write(this, Double.doubleToRawLongBits(number));
            return;
        }
        long newDelta = (long) number - last[i];
        CountCode.write(this, newDelta - lastDelta[i]);
        last[i] = (long) number;
        lastDelta[i] = newDelta;
    }

    @Override
    public long minTime() {
        return minTime;
    }

    @Override
    public long maxTime() {
        return maxTime;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Chunk taken() {
        Chunk.Kind kind = layout.whole() ? Chunk.Kind.HISTOGRAMS : Chunk.Kind.FLOAT_HISTOGRAMS;
        return new Chunk(kind, count, minTime, maxTime, written());
    }
}

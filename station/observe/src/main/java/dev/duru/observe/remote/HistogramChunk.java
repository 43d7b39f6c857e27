package dev.duru.observe.remote;

import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of a series as Prometheus packs them:
 * https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md, histogram and
 * float histogram chunk data. All of a chunk have the same buckets, with zeros where one of them
 * has none, and a counter does not begin again within a chunk.
 */
final class HistogramChunk {
    private static final int WHOLE = 2;
    private static final int FLOAT = 3;

    private static final int SMALLEST_POWER = -242;
    private static final int LARGEST_POWER = 11;
    private static final double BOUND_UNIT = 1000;
    private static final double LARGEST_BOUND = 33_554_430;

    private final CounterReset reset;
    private final Histogram first;
    private final boolean whole;
    private final List<Long> times = new ArrayList<>();
    private final List<Histogram> histograms = new ArrayList<>();

    /**
     * A chunk that begins.
     *
     * @param before what precedes it in its series; null when nobody knows
     */
    HistogramChunk(long time, Histogram first, @Nullable Histogram before) {
        this.first = first;
        this.whole = HistogramMessages.isWhole(first);
        this.reset = begin(first, before);
        times.add(time);
        histograms.add(first);
    }

    private static CounterReset begin(Histogram first, @Nullable Histogram before) {
        if (first.reset() == CounterReset.GAUGE || first.reset() == CounterReset.RESET) {
            return first.reset();
        }
        if (before == null || Stale.is(before) || Stale.is(first)) {
            return CounterReset.UNKNOWN;
        }
        return begun(before, first) ? CounterReset.RESET : first.following(before).reset();
    }

    private static boolean begun(Histogram before, Histogram next) {
        return next.with(CounterReset.UNKNOWN).startedAgainAfter(before);
    }

    /** Adds one, if it fits. */
    boolean add(long time, Histogram next) {
        if (histograms.size() == XorChunk.MOST || !follows(next)) {
            return false;
        }
        times.add(time);
        histograms.add(next);
        return true;
    }

    private boolean follows(Histogram next) {
        Histogram last = histograms.getLast();
        if (Stale.is(next)) {
            return true;
        }
        boolean gauge = reset == CounterReset.GAUGE;
        return !Stale.is(last)
                && whole == HistogramMessages.isWhole(next)
                && first.schema() == next.schema()
                && first.totals().zeroThreshold() == next.totals().zeroThreshold()
                && Arrays.equals(first.bounds(), next.bounds())
                && gauge == (next.reset() == CounterReset.GAUGE)
                && (gauge || next.reset() != CounterReset.RESET && !begun(last, next));
    }

    /** Its type in remote read. */
    int type() {
        return whole ? WHOLE : FLOAT;
    }

    /** The chunk. */
    byte[] bytes() {
        int[] positive = indexes(Histogram::positive);
        int[] negative = indexes(Histogram::negative);
        ChunkBits out = new ChunkBits();
        threshold(out, first.totals().zeroThreshold());
        out.near(first.schema());
        spans(out, positive);
        spans(out, negative);
        if (first.isCustom()) {
            out.nearAbove(first.bounds().length);
            for (double bound : first.bounds()) {
                bound(out, bound);
            }
        }
        if (whole) {
            new Wholes(out).write(positive, negative);
        } else {
            floats(out, positive, negative);
        }
        int count = histograms.size();
        return out.after((byte) (count >>> 8), (byte) count, (byte) flags());
    }

    private int flags() {
        return switch (reset) {
            case UNKNOWN -> 0;
            case NOT_RESET -> 0b0100_0000;
            case RESET -> 0b1000_0000;
            case GAUGE -> 0b1100_0000;
        };
    }

    /** Of the buckets that any of them has. */
    private int[] indexes(Function<Histogram, Buckets> side) {
        SortedSet<Integer> all = new TreeSet<>();
        for (Histogram histogram : histograms) {
            Buckets buckets = side.apply(histogram);
            for (int i = 0; i < buckets.size(); i++) {
                all.add(buckets.index(i));
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Powers of two take one byte. */
    private static void threshold(ChunkBits out, double threshold) {
        if (threshold == 0) {
            out.bits(0, 8);
            return;
        }
        int power = Math.getExponent(threshold) + 1;
        if (threshold != Math.scalb(0.5, power)
                || power < SMALLEST_POWER
                || power > LARGEST_POWER) {
            out.bits(255, 8);
            out.number(threshold);
        } else {
            out.bits(power + 1 - SMALLEST_POWER, 8);
        }
    }

    /** Thousandths up to a bound are short. */
    private static void bound(ChunkBits out, double bound) {
        double thousandths = bound * BOUND_UNIT;
        if (thousandths < 0
                || thousandths > LARGEST_BOUND
                || Math.round(thousandths) / BOUND_UNIT != bound) {
            out.bits(0, 1);
            out.number(bound);
        } else {
            out.nearAbove(Math.round(thousandths) + 1);
        }
    }

    private static void spans(ChunkBits out, int[] indexes) {
        List<int[]> spans = new ArrayList<>();
        int after = 0;
        for (int index : indexes) {
            if (spans.isEmpty() || index != after) {
                spans.add(new int[] {0, index - after});
            }
            spans.getLast()[0]++;
            after = index + 1;
        }
        out.nearAbove(spans.size());
        for (int[] span : spans) {
            out.nearAbove(span[0]);
            out.near(span[1]);
        }
    }

    /** The counts of some buckets, with zeros for those that are not there. */
    private static double[] counts(Buckets buckets, int[] indexes) {
        double[] counts = new double[indexes.length];
        int at = 0;
        for (int i = 0; i < indexes.length && at < buckets.size(); i++) {
            if (buckets.index(at) == indexes[i]) {
                counts[i] = buckets.count(at++);
            }
        }
        return counts;
    }

    private void floats(ChunkBits out, int[] positive, int[] negative) {
        ChunkBits.Row[] rows = new ChunkBits.Row[3 + positive.length + negative.length];
        Arrays.setAll(rows, i -> out.new Row());
        long time = 0;
        long delta = 0;
        for (int n = 0; n < histograms.size(); n++) {
            Histogram histogram = histograms.get(n);
            long now = times.get(n) - time;
            out.near(now - delta);
            time = times.get(n);
            delta = n == 0 ? 0 : now;
            List<Double> numbers =
                    new ArrayList<>(
                            List.of(
                                    histogram.count(),
                                    histogram.totals().zeroCount(),
                                    histogram.sum()));
            if (!Stale.is(histogram)) {
                Arrays.stream(counts(histogram.positive(), positive)).forEach(numbers::add);
                Arrays.stream(counts(histogram.negative(), negative)).forEach(numbers::add);
            }
            for (int i = 0; i < numbers.size(); i++) {
                if (n == 0) {
                    rows[i].first(numbers.get(i));
                } else {
                    rows[i].next(numbers.get(i));
                }
            }
        }
    }

    /** Whole numbers, each as what its distance from the one before changed by. */
    private final class Wholes {
        private final ChunkBits out;
        private final ChunkBits.Row sums;
        private long[] last = {};
        private long[] lastDelta = {};
        private boolean begun;

        Wholes(ChunkBits out) {
            this.out = out;
            this.sums = out.new Row();
        }

        void write(int[] positive, int[] negative) {
            last = new long[3 + positive.length + negative.length];
            lastDelta = new long[last.length];
            for (int n = 0; n < histograms.size(); n++) {
                Histogram histogram = histograms.get(n);
                boolean stale = Stale.is(histogram);
                number(0, times.get(n));
                if (!begun) {
                    above(1, (long) histogram.count());
                    above(2, (long) histogram.totals().zeroCount());
                    sums.first(histogram.sum());
                } else {
                    number(1, stale ? last[1] + lastDelta[1] : (long) histogram.count());
                    number(
                            2,
                            stale ? last[2] + lastDelta[2] : (long) histogram.totals().zeroCount());
                    sums.next(histogram.sum());
                }
                if (!stale) {
                    buckets(3, counts(histogram.positive(), positive));
                    buckets(3 + positive.length, counts(histogram.negative(), negative));
                }
                begun = true;
            }
        }

        /** Buckets stand as differences from their neighbours. */
        private void buckets(int from, double[] counts) {
            List<Long> deltas = HistogramMessages.deltas(counts);
            for (int i = 0; i < deltas.size(); i++) {
                number(from + i, deltas.get(i));
            }
        }

        private void above(int place, long number) {
            out.nearAbove(number);
            last[place] = number;
        }

        private void number(int place, long number) {
            long delta = begun ? number - last[place] : 0;
            out.near(begun ? delta - lastDelta[place] : number);
            last[place] = number;
            lastDelta[place] = delta;
        }
    }
}

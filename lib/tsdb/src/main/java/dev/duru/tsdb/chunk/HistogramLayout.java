package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.Histogram;
import java.util.Arrays;

/**
 * What all histograms of a chunk have in common: which buckets there are.
 *
 * @param whole whether all counts are whole numbers
 * @param negative indexes of the buckets below zero
 * @param bounds of custom buckets
 */
@SuppressWarnings("ArrayRecordComponent")
record HistogramLayout(
        boolean whole,
        int schema,
        double zeroThreshold,
        int[] positive,
        int[] negative,
        double[] bounds) {
    /** Up to here all whole numbers are doubles. */
    private static final double MOST_WHOLE = 1L << 53;

    static HistogramLayout of(Histogram histogram) {
        return new HistogramLayout(
                isWhole(histogram),
                histogram.schema(),
                histogram.totals().zeroThreshold(),
                indexes(histogram.positive()),
                indexes(histogram.negative()),
                histogram.bounds());
    }

    private static int[] indexes(Buckets buckets) {
        int[] indexes = new int[buckets.size()];
        Arrays.setAll(indexes, buckets::index);
        return indexes;
    }

    private static boolean isWhole(Histogram histogram) {
        return isWhole(histogram.count())
                && isWhole(histogram.totals().zeroCount())
                && isWhole(histogram.positive())
                && isWhole(histogram.negative());
    }

    private static boolean isWhole(Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            if (!isWhole(buckets.count(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(double number) {
        return number >= 0
                && number <= MOST_WHOLE
                && Double.doubleToRawLongBits((long) number) == Double.doubleToRawLongBits(number);
    }

    boolean isOf(Histogram histogram) {
        HistogramLayout other = of(histogram);
        return whole == other.whole
                && schema == other.schema
                && Double.compare(zeroThreshold, other.zeroThreshold) == 0
                && Arrays.equals(positive, other.positive)
                && Arrays.equals(negative, other.negative)
                && Arrays.equals(bounds, other.bounds);
    }

    /** How many counts a histogram has: of all, at zero, and in each bucket. */
    int counts() {
        return 2 + positive.length + negative.length;
    }

    void write(BitWriter out) {
        out.write(schema, 8);
        out.write(Double.doubleToRawLongBits(zeroThreshold), 64);
        write(out, positive);
        write(out, negative);
        CountCode.write(out, bounds.length);
        for (double bound : bounds) {
            out.write(Double.doubleToRawLongBits(bound), 64);
        }
    }

    private static void write(BitWriter out, int[] indexes) {
        CountCode.write(out, indexes.length);
        int last = 0;
        for (int index : indexes) {
            CountCode.write(out, index - last - 1L);
            last = index;
        }
    }

    static HistogramLayout read(BitReader in, boolean whole) {
        int schema = (int) in.signed(8);
        double threshold = Double.longBitsToDouble(in.read(64));
        int[] positive = indexes(in);
        int[] negative = indexes(in);
        double[] bounds = new double[(int) CountCode.read(in)];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = Double.longBitsToDouble(in.read(64));
        }
        return new HistogramLayout(whole, schema, threshold, positive, negative, bounds);
    }

    private static int[] indexes(BitReader in) {
        int[] indexes = new int[(int) CountCode.read(in)];
        int last = 0;
        for (int i = 0; i < indexes.length; i++) {
            last += (int) CountCode.read(in) + 1;
            indexes[i] = last;
        }
        return indexes;
    }
}

package dev.duru.tsdb;

import dev.duru.tsdb.histogram.Histogram;

/** The marker that ends a series until its next sample: one certain NaN. */
public final class Stale {
    private static final long BITS = 0x7ff0000000000002L;

    /** The marker. */
    public static final double MARKER = Double.longBitsToDouble(BITS);

    private Stale() {}

    /** Whether a value is the marker; other NaNs are values. */
    public static boolean is(double value) {
        return Double.doubleToRawLongBits(value) == BITS;
    }

    /** Whether a histogram's sum is the marker. */
    public static boolean is(Histogram histogram) {
        return is(histogram.sum());
    }
}

package dev.duru.tsdb.histogram;

/** Bounds of exponential buckets, and the logarithm they are made of. */
public final class Exponents {
    private static final double LN2 = Math.log(2);

    private Exponents() {}

    /** The logarithm to base 2, exact for powers of two. */
    public static double log2(double value) {
        if (value > 0 && Double.isFinite(value)) {
            int exponent = Math.getExponent(value);
            if (exponent >= Double.MIN_EXPONENT) {
                double fraction = Math.scalb(value, -exponent);
                return fraction == 1 ? exponent : Math.log(fraction / 2) / LN2 + (exponent + 1);
            }
        }
        return Math.log(value) / LN2;
    }

    /**
     * The upper bound of a bucket, without sign.
     *
     * @param index 0 is the bucket that ends at 1
     */
    static double bound(int index, int schema) {
        if (schema < 0) {
            int exponent = index << -schema;
            return exponent == 1024 ? Double.MAX_VALUE : Math.scalb(1.0, exponent);
        }
        int parts = 1 << schema;
        int exponent = index >> schema;
        int part = index & (parts - 1);
        if (part == 0) {
            // The last bucket of finite numbers ends at the largest of them.
            return exponent == 1024 ? Double.MAX_VALUE : Math.scalb(1.0, exponent);
        }
        return Math.scalb(Math.pow(2, (double) part / parts), exponent);
    }

    /** The bucket of a coarser schema that holds a bucket. */
    static int coarser(int index, int steps) {
        return ((index - 1) >> steps) + 1;
    }
}

package dev.duru.tsdb.conformance;

import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.Histogram;
import java.util.Arrays;

/** Equality as the scripts mean it: within a millionth. */
final class Compare {
    private static final double EPSILON = 0.000001;

    private Compare() {}

    static boolean equal(double a, double b) {
        if (Stale.is(a) || Stale.is(b)) {
            return Stale.is(a) && Stale.is(b);
        }
        if (Double.isNaN(a) && Double.isNaN(b) || a == b) {
            return true;
        }
        double sum = Math.abs(a) + Math.abs(b);
        double difference = Math.abs(a - b);
        if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
            return difference < EPSILON * Double.MIN_NORMAL;
        }
        return difference / Math.min(sum, Double.MAX_VALUE) < EPSILON;
    }

    static boolean equal(Histogram expected, Histogram actual, boolean hint) {
        Histogram a = expected.compact();
        Histogram b = actual.compact();
        return a.schema() == b.schema()
                && equal(a.count(), b.count())
                && equal(a.sum(), b.sum())
                && Arrays.equals(a.bounds(), b.bounds())
                && a.totals().zeroThreshold() == b.totals().zeroThreshold()
                && equal(a.totals().zeroCount(), b.totals().zeroCount())
                && equal(a.positive(), b.positive())
                && equal(a.negative(), b.negative())
                && (!hint || a.reset() == b.reset());
    }

    private static boolean equal(Buckets a, Buckets b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (a.index(i) != b.index(i) || !equal(a.count(i), b.count(i))) {
                return false;
            }
        }
        return true;
    }
}

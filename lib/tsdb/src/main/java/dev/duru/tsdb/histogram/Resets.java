package dev.duru.tsdb.histogram;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells whether a histogram began again at 0. */
final class Resets {
    private Resets() {}

    static boolean between(Histogram older, Histogram newer) {
        if (newer.reset() == CounterReset.RESET) {
            return true;
        }
        if (newer.reset() == CounterReset.NOT_RESET) {
            return false;
        }
        if (newer.count() < older.count()) {
            return true;
        }
        if (newer.isCustom() && !older.isCustom()) {
            return true;
        }
        if (newer.isCustom() && !Arrays.equals(newer.sharedBounds(), older.sharedBounds())) {
            double[] common = HistogramSum.common(newer.sharedBounds(), older.sharedBounds());
            return shrunk(
                    older.positive().rebound(older.sharedBounds(), common),
                    newer.positive().rebound(newer.sharedBounds(), common));
        }
        if (newer.schema() > older.schema()) {
            return true;
        }
        return newer.isCustom()
                ? shrunk(older.positive(), newer.positive())
                : exponential(older, newer);
    }

    private static boolean exponential(Histogram older, Histogram newer) {
        double threshold = newer.totals().zeroThreshold();
        if (threshold < older.totals().zeroThreshold()) {
            return true;
        }
        ZeroBuckets.Wider zero = ZeroBuckets.reaching(threshold, older);
        if (zero.threshold() != threshold || newer.totals().zeroCount() < zero.count()) {
            return true;
        }
        int schema = newer.schema();
        int steps = older.schema() - schema;
        return shrunk(
                        ZeroBuckets.beyond(threshold, older.positive().coarser(steps), schema),
                        newer.positive())
                || shrunk(
                        ZeroBuckets.beyond(threshold, older.negative().coarser(steps), schema),
                        newer.negative());
    }

    /** What a store that keeps a series in order knows of a histogram that follows another. */
    static CounterReset following(@Nullable Histogram older, Histogram newer) {
        if (newer.reset() == CounterReset.GAUGE) {
            return CounterReset.GAUGE;
        }
        if (older == null || older.reset() == CounterReset.GAUGE) {
            return CounterReset.UNKNOWN;
        }
        boolean sameLayout =
                older.schema() == newer.schema()
                        && older.totals().zeroThreshold() == newer.totals().zeroThreshold()
                        && Arrays.equals(older.sharedBounds(), newer.sharedBounds());
        boolean goesOn =
                newer.reset() != CounterReset.RESET
                        && sameLayout
                        && !between(older, newer.with(CounterReset.UNKNOWN));
        return goesOn ? CounterReset.NOT_RESET : CounterReset.UNKNOWN;
    }

    /** Whether a bucket lost observations. */
    private static boolean shrunk(Buckets older, Buckets newer) {
        for (int i = 0; i < older.size(); i++) {
            int at = newer.find(older.index(i));
            if (older.count(i) != 0 && at < 0 || at >= 0 && newer.count(at) < older.count(i)) {
                return true;
            }
        }
        return false;
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import org.jspecify.annotations.Nullable;

/** {@link ExtendedRate} for native histograms. */
final class ExtendedHistogramRate {
    private final Window w;
    private final boolean counter;
    private final boolean perSecond;
    private final boolean smoothed;
    private int first;
    private int last;

    ExtendedHistogramRate(Window w, boolean counter, boolean perSecond) {
        this.w = w;
        this.counter = counter;
        this.perSecond = perSecond;
        this.smoothed = w.extension() == Extension.SMOOTHED;
    }

    void give() {
        int newest = w.histograms() - 1;
        int inside = 0;
        while (inside < newest && w.histogramTime(inside) <= w.startMillis()) {
            inside++;
        }
        first = Math.max(0, inside - 1);
        last = newest;
        if (smoothed) {
            last = 0;
            while (last < newest && w.histogramTime(last) < w.endMillis()) {
                last++;
            }
        }
        if (w.histogramTime(last) <= w.startMillis()
                || smoothed && w.histogramTime(first) > w.endMillis()
                || !fit()) {
            return;
        }
        Histogram left =
                smoothed && w.histogramTime(first) < w.startMillis()
                        ? between(first, first + 1, w.startMillis())
                        : w.histogram(first);
        Histogram right =
                smoothed && last > 0 && w.histogramTime(last) > w.endMillis()
                        ? between(last - 1, last, w.endMillis())
                        : w.histogram(last);
        if (left != null && right != null) {
            give(left, right);
        }
    }

    private void give(Histogram left, Histogram right) {
        if (!counter
                && (left.reset() != CounterReset.GAUGE || right.reset() != CounterReset.GAUGE)) {
            w.warn(Words.notGauge(w.name()));
        }
        Histogram growth = HistogramRate.minus(w, right, left);
        if (growth != null && counter) {
            growth = withResets(growth, left, right);
        }
        if (growth != null) {
            w.give(
                    (perSecond ? growth.over(w.rangeSeconds()) : growth)
                            .with(CounterReset.GAUGE)
                            .compact());
        }
    }

    private boolean fit() {
        boolean custom = w.histogram(first).isCustom();
        for (int i = first; i <= last; i++) {
            if (w.histogram(i).isCustom() != custom) {
                w.warn(Words.mixedSchemas(w.name()));
                return false;
            }
            if (counter && w.histogram(i).reset() == CounterReset.GAUGE) {
                w.warn(Words.notCounter(w.name()));
            }
        }
        return true;
    }

    private @Nullable Histogram between(int a, int b, long time) {
        return interpolated(
                w,
                new Point(w.histogramTime(a), w.histogram(a)),
                new Point(w.histogramTime(b), w.histogram(b)),
                time,
                counter);
    }

    /** A histogram at a time. */
    record Point(long time, Histogram histogram) {}

    /** The histogram between two, null with a warning when they do not go together. */
    static @Nullable Histogram interpolated(
            Window w, Point a, Point b, long time, boolean counter) {
        if (time == a.time()) {
            return a.histogram();
        }
        if (time == b.time()) {
            return b.histogram();
        }
        double share = (double) (time - a.time()) / (b.time() - a.time());
        if (counter && b.histogram().startedAgainAfter(a.histogram())) {
            return b.histogram().times(share);
        }
        Histogram difference = HistogramRate.minus(w, b.histogram(), a.histogram());
        return difference == null
                ? null
                : HistogramRate.plus(w, difference.times(share), a.histogram());
    }

    /** Adds what was lost each time that the series began again; null when that clashes. */
    private @Nullable Histogram withResets(Histogram growth, Histogram left, Histogram right) {
        int from = first + 1;
        Histogram before = left;
        if (smoothed
                && w.histogramTime(first) < w.startMillis()
                && w.histogram(first + 1).startedAgainAfter(w.histogram(first))) {
            // The interpolation at the left has seen to this one.
            before = w.histogram(first + 1);
            from++;
        }
        if (from > last) {
            return growth;
        }
        @Nullable Histogram sum = growth;
        for (int i = from; i < last && sum != null; i++) {
            if (w.histogram(i).startedAgainAfter(before)) {
                sum = HistogramRate.plus(w, sum, before);
            }
            before = w.histogram(i);
        }
        return sum != null && right.startedAgainAfter(before)
                ? HistogramRate.plus(w, sum, before)
                : sum;
    }
}

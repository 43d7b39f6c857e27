package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import org.jspecify.annotations.Nullable;

/** Counts how often a series changed, or began again, from sample to sample of a range. */
final class Changes {
    private final Window w;
    private final boolean resets;
    private int f;
    private int h;

    private Changes(Window w, boolean resets) {
        this.w = w;
        this.resets = resets;
    }

    static void resets(Window w) {
        new Changes(w, true).give();
    }

    static void changes(Window w) {
        new Changes(w, false).give();
    }

    private record Point(long time, double value, @Nullable Histogram histogram, long start) {}

    private void give() {
        if (w.extension() == Extension.ANCHORED && !anchor()) {
            return;
        }
        int number = 0;
        Point before = next();
        while (f < w.floats() || h < w.histograms()) {
            Point point = next();
            number += differ(before, point) ? 1 : 0;
            before = point;
        }
        w.give(number);
    }

    /** Begins with the last sample before the range; false when there is none within it. */
    private boolean anchor() {
        int floats = 0;
        while (floats < w.floats() && w.time(floats) <= w.startMillis()) {
            floats++;
        }
        int histograms = 0;
        while (histograms < w.histograms() && w.histogramTime(histograms) <= w.startMillis()) {
            histograms++;
        }
        if (floats == w.floats() && histograms == w.histograms()) {
            return false;
        }
        f = floats;
        h = histograms;
        if (floats > 0
                && (histograms == 0 || w.time(floats - 1) >= w.histogramTime(histograms - 1))) {
            f--;
        } else if (histograms > 0) {
            h--;
        }
        return true;
    }

    private Point next() {
        if (h >= w.histograms() || f < w.floats() && w.time(f) < w.histogramTime(h)) {
            return new Point(w.time(f), w.value(f), null, w.start(f++));
        }
        return new Point(w.histogramTime(h), 0, w.histogram(h), w.histogramStart(h++));
    }

    private boolean differ(Point a, Point b) {
        Histogram older = a.histogram();
        Histogram newer = b.histogram();
        if (older == null && newer == null) {
            return resets
                    ? b.value() < a.value() || again(a, b)
                    : a.value() != b.value()
                            && !(Double.isNaN(a.value()) && Double.isNaN(b.value()));
        }
        if (older == null || newer == null) {
            return true;
        }
        return resets ? again(a, b) || newer.startedAgainAfter(older) : !newer.equals(older);
    }

    private static boolean again(Point a, Point b) {
        return Starts.again(a.start(), a.time(), b.start(), b.time());
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.query.syntax.Expr.Extension;

/** Growth between the very borders of a range, from samples within it and around it. */
final class ExtendedRate {
    private final Window w;
    private final boolean counter;
    private final boolean perSecond;
    private final boolean smoothed;

    ExtendedRate(Window w, boolean counter, boolean perSecond) {
        this.w = w;
        this.counter = counter;
        this.perSecond = perSecond;
        this.smoothed = w.extension() == Extension.SMOOTHED;
    }

    void give() {
        int newest = w.floats() - 1;
        int inside = 0;
        while (inside < newest && w.time(inside) <= w.startMillis()) {
            inside++;
        }
        int first = Math.max(0, inside - 1);
        int last = newest;
        if (smoothed) {
            last = 0;
            while (last < newest && w.time(last) < w.endMillis()) {
                last++;
            }
        }
        if (w.time(last) <= w.startMillis() || smoothed && w.time(first) > w.endMillis()) {
            return;
        }
        double left = left(first);
        double right = right(last);
        double growth = right - left;
        if (counter) {
            growth += resets(left, right, first, last);
        }
        w.give(perSecond ? growth / w.rangeSeconds() : growth);
    }

    private double left(int first) {
        return smoothed && w.time(first) < w.startMillis()
                ? between(first, first + 1, w.startMillis())
                : w.value(first);
    }

    private double right(int last) {
        return smoothed && last > 0 && w.time(last) > w.endMillis()
                ? between(last - 1, last, w.endMillis())
                : w.value(last);
    }

    private double between(int a, int b, long time) {
        return interpolated(w.time(a), w.value(a), w.time(b), w.value(b), time, counter);
    }

    /**
     * The value between two samples.
     *
     * @param counter whether a smaller value means that it began again at 0
     */
    static double interpolated(
            long timeA, double a, long timeB, double b, long time, boolean counter) {
        double from = counter && b < a ? 0 : a;
        return from + (b - from) * (time - timeA) / (timeB - timeA);
    }

    private double resets(double left, double right, int first, int last) {
        int from = w.time(first) <= w.startMillis() ? first + 1 : first;
        int to = w.time(last) >= w.endMillis() ? last - 1 : last;
        double lost = 0;
        double before = left;
        for (int i = from; i <= to; i++) {
            if (w.value(i) < before) {
                lost += before;
            }
            before = w.value(i);
        }
        return right < before ? lost + before : lost;
    }
}

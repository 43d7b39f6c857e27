package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Kahan;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.Locale;

/** Where the samples of a range are going. */
final class Trends {
    private Trends() {}

    /** A straight line through points. */
    private record Line(double slope, double intercept) {}

    private static boolean tooFew(Window w) {
        if (w.floats() == 1) {
            w.informIgnored();
        }
        return w.floats() < 2;
    }

    static void slope(Window w) {
        if (!tooFew(w)) {
            w.informIgnored();
            // A time near the samples keeps the digits.
            w.give(line(w, w.time(0)).slope());
        }
    }

    static void predict(Window w) {
        if (!tooFew(w)) {
            w.informIgnored();
            Line line = line(w, w.now());
            w.give(line.slope() * w.scalar(0) + line.intercept());
        }
    }

    /** The line of the least squares. */
    private static Line line(Window w, long zero) {
        Kahan x = new Kahan(0);
        Kahan y = new Kahan(0);
        Kahan xy = new Kahan(0);
        Kahan xx = new Kahan(0);
        boolean constant = true;
        for (int i = 0; i < w.floats(); i++) {
            double time = (w.time(i) - zero) / 1000.0;
            double value = w.value(i);
            constant &= value == w.value(0) || i == 0;
            x.add(time);
            y.add(value);
            xy.add(time * value);
            xx.add(time * time);
        }
        if (constant) {
            return Double.isInfinite(w.value(0))
                    ? new Line(Double.NaN, Double.NaN)
                    : new Line(0, w.value(0));
        }
        double n = w.floats();
        double sumX = x.rough() + x.lost();
        double sumY = y.rough() + y.lost();
        double covariance = xy.rough() + xy.lost() - sumX * sumY / n;
        double variance = xx.rough() + xx.lost() - sumX * sumX / n;
        double slope = covariance / variance;
        return new Line(slope, sumY / n - slope * sumX / n);
    }

    /** Double exponential smoothing: old samples weigh less, and the trend goes on. */
    static void smooth(Window w) {
        double smoothing = factor("smoothing", w.scalar(0));
        double trending = factor("trend", w.scalar(1));
        if (tooFew(w)) {
            return;
        }
        w.informIgnored();
        double before = 0;
        double smoothed = w.value(0);
        double trend = w.value(1) - w.value(0);
        for (int i = 1; i < w.floats(); i++) {
            if (i > 1) {
                trend = trending * (smoothed - before) + (1 - trending) * trend;
            }
            before = smoothed;
            smoothed = smoothing * w.value(i) + (1 - smoothing) * (smoothed + trend);
        }
        w.give(smoothed);
    }

    private static double factor(String name, double value) {
        if (value <= 0 || value >= 1) {
            throw QueryException.execution(
                    "invalid %s factor. Expected: 0 < %sf < 1, got: %s"
                            .formatted(
                                    name,
                                    name.substring(0, 1),
                                    String.format(Locale.ROOT, "%f", value)));
        }
        return value;
    }
}

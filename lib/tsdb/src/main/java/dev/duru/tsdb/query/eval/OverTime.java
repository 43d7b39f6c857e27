package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramMean;
import dev.duru.tsdb.histogram.HistogramSum;
import dev.duru.tsdb.histogram.Kahan;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Numbers made of all samples of a range. */
final class OverTime {
    private OverTime() {}

    static void count(Window w) {
        w.give(w.floats() + w.histograms());
    }

    static void present(Window w) {
        w.give(1);
    }

    static void sum(Window w) {
        if (w.floats() > 0 && w.histograms() > 0) {
            w.warnMixed();
        } else if (w.histograms() > 0) {
            histograms(w, false);
        } else {
            Kahan sum = new Kahan(0);
            for (int i = 0; i < w.floats(); i++) {
                sum.add(w.value(i));
            }
            w.give(sum.value());
        }
    }

    static void mean(Window w) {
        if (w.floats() > 0 && w.histograms() > 0) {
            w.warnMixed();
        } else if (w.histograms() > 0) {
            histograms(w, true);
        } else {
            Mean mean = new Mean();
            for (int i = 0; i < w.floats(); i++) {
                mean.add(w.value(i));
            }
            w.give(mean.value());
        }
    }

    private static void histograms(Window w, boolean mean) {
        Set<HistogramSum.Remark> remarks = EnumSet.noneOf(HistogramSum.Remark.class);
        HistogramSum sum = new HistogramSum(w.histogram(0));
        HistogramMean middle = new HistogramMean(w.histogram(0));
        Hints hints = new Hints();
        hints.see(w.histogram(0));
        for (int i = 1; i < w.histograms(); i++) {
            Histogram h = w.histogram(i);
            hints.see(h);
            if (!sum.takes(h)) {
                w.warn(Words.mixedSchemas(w.name()));
                return;
            }
            remarks.addAll(mean ? middle.add(h) : sum.add(h));
        }
        hints.tell(w.annotations(), w.place());
        Words.reconciled(w.annotations(), remarks, w.place(), "aggregation");
        w.give(mean ? middle.value() : sum.value());
    }

    static void first(Window w) {
        if (w.histograms() == 0 || w.floats() > 0 && w.time(0) < w.histogramTime(0)) {
            w.give(w.value(0));
        } else {
            w.give(w.histogram(0));
        }
    }

    static void last(Window w) {
        int f = w.floats() - 1;
        int h = w.histograms() - 1;
        if (h < 0 || f >= 0 && w.histogramTime(h) < w.time(f)) {
            w.give(w.value(f));
        } else {
            w.give(w.histogram(h));
        }
    }

    static void timeOfFirst(Window w) {
        long first = w.floats() > 0 ? w.time(0) : Long.MAX_VALUE;
        long firstHistogram = w.histograms() > 0 ? w.histogramTime(0) : Long.MAX_VALUE;
        w.give(Math.min(first, firstHistogram) / 1000.0);
    }

    static void timeOfLast(Window w) {
        long last = w.floats() > 0 ? w.time(w.floats() - 1) : Long.MIN_VALUE;
        long lastHistogram =
                w.histograms() > 0 ? w.histogramTime(w.histograms() - 1) : Long.MIN_VALUE;
        w.give(Math.max(last, lastHistogram) / 1000.0);
    }

    static void max(Window w) {
        extreme(w, -1, false);
    }

    static void min(Window w) {
        extreme(w, 1, false);
    }

    static void timeOfMax(Window w) {
        extreme(w, -1, true);
    }

    static void timeOfMin(Window w) {
        extreme(w, 1, true);
    }

    /** The smallest after multiplication with a sign, or the last time of it. */
    private static void extreme(Window w, double sign, boolean time) {
        if (w.floats() == 0) {
            return;
        }
        w.informIgnored();
        int best = 0;
        for (int i = 1; i < w.floats(); i++) {
            double value = sign * w.value(i);
            double least = sign * w.value(best);
            if (Double.isNaN(least) || value < least || time && value == least) {
                best = i;
            }
        }
        w.give(time ? w.time(best) / 1000.0 : w.value(best));
    }

    static void quantile(Window w) {
        if (w.floats() == 0) {
            return;
        }
        double share = w.scalar(0);
        if (!(share >= 0 && share <= 1)) {
            w.warn(Words.quantile(share));
        }
        w.informIgnored();
        w.give(quantile(share, values(w)));
    }

    /** The value below which a share lies, between two values where need be. Sorts the values. */
    static double quantile(double share, double[] values) {
        if (values.length == 0 || Double.isNaN(share)) {
            return Double.NaN;
        }
        if (share < 0 || share > 1) {
            return share < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        sortNanFirst(values);
        double rank = share * (values.length - 1);
        int lower = Math.max(0, (int) Math.floor(rank));
        int upper = Math.min(values.length - 1, lower + 1);
        double weight = rank - Math.floor(rank);
        return values[lower] * (1 - weight) + values[upper] * weight;
    }

    private static void sortNanFirst(double[] values) {
        Arrays.sort(values);
        int nans = 0;
        while (nans < values.length && Double.isNaN(values[values.length - 1 - nans])) {
            nans++;
        }
        if (nans > 0) {
            System.arraycopy(values, 0, values, nans, values.length - nans);
            Arrays.fill(values, 0, nans, Double.NaN);
        }
    }

    private static double[] values(Window w) {
        double[] values = new double[w.floats()];
        Arrays.setAll(values, w::value);
        return values;
    }

    /** The median of the distances from the median. */
    static void medianDeviation(Window w) {
        if (w.floats() == 0) {
            return;
        }
        w.informIgnored();
        double[] values = values(w);
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            w.give(Double.NaN);
            return;
        }
        double median = quantile(0.5, values);
        Arrays.setAll(values, i -> Math.abs(values[i] - median));
        w.give(quantile(0.5, values));
    }

    static void variance(Window w) {
        variance(w, v -> v);
    }

    static void deviation(Window w) {
        variance(w, Math::sqrt);
    }

    private static void variance(Window w, DoubleUnaryOperator change) {
        if (w.floats() == 0) {
            return;
        }
        w.informIgnored();
        Kahan mean = new Kahan(0);
        Kahan squares = new Kahan(0);
        for (int i = 0; i < w.floats(); i++) {
            double delta = w.value(i) - mean.value();
            mean.add(delta / (i + 1));
            squares.add(delta * (w.value(i) - mean.value()));
        }
        w.give(change.applyAsDouble(squares.value() / w.floats()));
    }
}

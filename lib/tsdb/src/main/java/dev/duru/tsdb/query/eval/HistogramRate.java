package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramSum;
import org.jspecify.annotations.Nullable;

/** Growth of native histograms. */
final class HistogramRate {
    private HistogramRate() {}

    /** How much at least two histograms grew; null when they do not go together. */
    static @Nullable Histogram growth(Window w, boolean counter) {
        int last = w.histograms() - 1;
        Histogram first = w.histogram(0);
        if (counter
                && (first.reset() == CounterReset.GAUGE
                        || w.histogram(last).reset() == CounterReset.GAUGE)) {
            w.warn(Words.notCounter(w.name()));
        }
        if (counter && again(w, 1, first)) {
            // The first is as good as not there: its buckets need not fit.
            Histogram second = w.histogram(1);
            first = empty(second);
        }
        if (!fits(w, first, counter)) {
            w.warn(Words.mixedSchemas(w.name()));
            return null;
        }
        HistogramSum sum = new HistogramSum(coarsest(w, first, counter));
        Words.reconciled(w.annotations(), sum.subtract(first), w.place(), "subtraction");
        if (counter) {
            addResets(w, first, sum);
        } else if (w.histogram(0).reset() != CounterReset.GAUGE
                || w.histogram(last).reset() != CounterReset.GAUGE) {
            w.warn(Words.notGauge(w.name()));
        }
        return sum.value().with(CounterReset.GAUGE).compact();
    }

    private static Histogram empty(Histogram like) {
        return like.isCustom()
                ? Histogram.custom(CounterReset.UNKNOWN, 0, 0, Buckets.NONE, like.bounds())
                : Histogram.exponential(
                        CounterReset.UNKNOWN,
                        like.schema(),
                        new Histogram.Totals(0, 0, 0, 0),
                        Buckets.NONE,
                        Buckets.NONE);
    }

    private static boolean fits(Window w, Histogram first, boolean counter) {
        int last = w.histograms() - 1;
        boolean fits = w.histogram(last).isCustom() == first.isCustom();
        for (int i = 1; counter && fits && i < last; i++) {
            if (w.histogram(i).reset() == CounterReset.GAUGE) {
                w.warn(Words.notCounter(w.name()));
            }
            fits = w.histogram(i).isCustom() == first.isCustom();
        }
        return fits;
    }

    /** The last histogram in the coarsest schema that there is. */
    private static Histogram coarsest(Window w, Histogram first, boolean counter) {
        Histogram last = w.histogram(w.histograms() - 1);
        int schema = Math.min(last.schema(), first.schema());
        for (int i = 1; counter && i < w.histograms() - 1; i++) {
            schema = Math.min(schema, w.histogram(i).schema());
        }
        return last.coarser(schema);
    }

    private static boolean again(Window w, int i, Histogram before) {
        return Starts.again(
                        w.histogramStart(i - 1),
                        w.histogramTime(i - 1),
                        w.histogramStart(i),
                        w.histogramTime(i))
                || w.histogram(i).startedAgainAfter(before);
    }

    private static void addResets(Window w, Histogram first, HistogramSum sum) {
        Histogram before = first;
        boolean overlapped = false;
        for (int i = 1; i < w.histograms(); i++) {
            if (!overlapped
                    && Starts.overlap(
                            w.histogramStart(i - 1), w.histogramTime(i - 1), w.histogramStart(i))) {
                w.annotations().overlap(w.name(), w.place());
                overlapped = true;
            }
            if (again(w, i, before)) {
                Words.reconciled(w.annotations(), sum.add(before), w.place(), "addition");
            }
            before = w.histogram(i);
        }
    }

    /** The growth and the first histogram, for a series that began at 0; null when they clash. */
    static @Nullable Histogram plusFirst(Window w, @Nullable Histogram growth) {
        Histogram first = w.histogram(0);
        return growth == null ? first : plus(w, growth, first);
    }

    /** The sum of two, null with a warning when they do not go together. */
    static @Nullable Histogram plus(Window w, Histogram a, Histogram b) {
        HistogramSum sum = new HistogramSum(a);
        if (!sum.takes(b)) {
            w.warn(Words.mixedSchemas(w.name()));
            return null;
        }
        Words.reconciled(w.annotations(), sum.add(b), w.place(), "addition");
        return sum.value();
    }

    /** The difference of two, null with a warning when they do not go together. */
    static @Nullable Histogram minus(Window w, Histogram a, Histogram b) {
        HistogramSum sum = new HistogramSum(a);
        if (!sum.takes(b)) {
            w.warn(Words.mixedSchemas(w.name()));
            return null;
        }
        Words.reconciled(w.annotations(), sum.subtract(b), w.place(), "subtraction");
        return sum.value();
    }

    /** How much a histogram grew since the one before it. */
    static @Nullable Histogram last(Window w, int i, boolean counter) {
        Histogram older = w.histogram(i - 1);
        Histogram newer = w.histogram(i);
        boolean gauges = older.reset() == CounterReset.GAUGE && newer.reset() == CounterReset.GAUGE;
        boolean anyGauge =
                older.reset() == CounterReset.GAUGE || newer.reset() == CounterReset.GAUGE;
        if (counter && anyGauge) {
            w.warn(Words.notCounter(w.name()));
        }
        if (!counter && !gauges) {
            w.warn(Words.notGauge(w.name()));
        }
        Histogram growth = counter && again(w, i, older) ? newer : minus(w, newer, older);
        return growth == null ? null : growth.with(CounterReset.GAUGE).compact();
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of a series without stale markers, numbers and histograms apart. */
@SuppressWarnings("ArrayRecordComponent")
record Track(
        long[] times,
        double[] values,
        long @Nullable [] starts,
        long[] histogramTimes,
        Histogram[] histograms,
        long @Nullable [] histogramStarts) {
    private static final long[] NO_TIMES = {};
    private static final Histogram[] NO_HISTOGRAMS = {};

    /**
     * Of a series.
     *
     * @param countsOnly whether histograms are only asked for their number and sum
     */
    static Track of(Series series, boolean countsOnly) {
        int floats = 0;
        int histograms = 0;
        for (int i = 0; i < series.size(); i++) {
            Histogram h = series.histogram(i);
            if (h == null) {
                floats += Stale.is(series.values()[i]) ? 0 : 1;
            } else {
                histograms += Stale.is(h) ? 0 : 1;
            }
        }
        if (floats == series.size()) {
            return new Track(
                    series.times(),
                    series.values(),
                    series.starts(),
                    NO_TIMES,
                    NO_HISTOGRAMS,
                    null);
        }
        return split(series, floats, histograms, countsOnly);
    }

    private static Track split(Series series, int floats, int histograms, boolean countsOnly) {
        long[] times = new long[floats];
        double[] values = new double[floats];
        long[] starts = new long[floats];
        long[] histogramTimes = new long[histograms];
        Histogram[] found = new Histogram[histograms];
        long[] histogramStarts = new long[histograms];
        int f = 0;
        int h = 0;
        Histogram before = null;
        for (int i = 0; i < series.size(); i++) {
            Histogram histogram = series.histogram(i);
            if (histogram == null && !Stale.is(series.values()[i])) {
                times[f] = series.times()[i];
                values[f] = series.values()[i];
                starts[f++] = series.start(i);
            } else if (histogram != null && !Stale.is(histogram)) {
                histogramTimes[h] = series.times()[i];
                found[h] = countsOnly ? counts(before, histogram) : histogram;
                histogramStarts[h++] = series.start(i);
                before = histogram;
            }
        }
        boolean known = series.starts() != null;
        return new Track(
                times,
                values,
                known ? starts : null,
                histogramTimes,
                found,
                known ? histogramStarts : null);
    }

    /** Number and sum of a histogram; whether it began again is told by the buckets, so now. */
    static Histogram counts(@Nullable Histogram before, Histogram histogram) {
        CounterReset reset = histogram.reset();
        if (reset == CounterReset.UNKNOWN && before != null) {
            reset =
                    histogram.startedAgainAfter(before)
                            ? CounterReset.RESET
                            : CounterReset.NOT_RESET;
        }
        return histogram.withoutBuckets().with(reset);
    }

    /** Of a row of a subquery; what a histogram knows of the one before is not known any more. */
    static Track of(Row row, Steps steps) {
        int size = row.size();
        long[] times = new long[size];
        double[] values = new double[size];
        long[] histogramTimes = new long[size];
        Histogram[] histograms = new Histogram[size];
        int f = 0;
        int h = 0;
        for (int i = 0; i < row.steps(); i++) {
            Histogram histogram = row.histogram(i);
            if (histogram != null) {
                histogramTimes[h] = steps.at(i);
                histograms[h++] =
                        histogram.reset() == CounterReset.GAUGE
                                ? histogram
                                : histogram.with(CounterReset.UNKNOWN);
            } else if (row.has(i)) {
                times[f] = steps.at(i);
                values[f++] = row.value(i);
            }
        }
        return new Track(
                Arrays.copyOf(times, f),
                Arrays.copyOf(values, f),
                null,
                Arrays.copyOf(histogramTimes, h),
                Arrays.copyOf(histograms, h),
                null);
    }

    int size() {
        return times.length + histogramTimes.length;
    }
}

package dev.duru.tsdb;

import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one series, oldest first. The arrays are the caller's own.
 *
 * @param labels which series
 * @param times milliseconds since 1970, strictly growing
 * @param values as many as times; without meaning where there is a histogram
 * @param histograms as many as times, null where the sample is a number; null when all are numbers
 * @param starts as many as times: since when each sample counts, in milliseconds since 1970, 0 when
 *     nobody knows; null when nobody knows of any
 */
@SuppressWarnings("ArrayRecordComponent")
public record Series(
        Labels labels,
        long[] times,
        double[] values,
        @Nullable Histogram @Nullable [] histograms,
        long @Nullable [] starts) {
    /** A series of numbers. */
    public Series(Labels labels, long[] times, double[] values) {
        this(labels, times, values, null, null);
    }

    /** How many samples. */
    public int size() {
        return times.length;
    }

    /** The histogram of a sample, null when it is a number. */
    public @Nullable Histogram histogram(int i) {
        return histograms == null ? null : histograms[i];
    }

    /** Since when a sample counts, 0 when nobody knows. */
    public long start(int i) {
        return starts == null ? 0 : starts[i];
    }
}

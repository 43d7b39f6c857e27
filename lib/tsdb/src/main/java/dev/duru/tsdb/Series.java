package dev.duru.tsdb;

/**
 * Samples of one series, oldest first. The arrays are the caller's own.
 *
 * @param labels which series
 * @param times milliseconds since 1970, strictly growing
 * @param values as many as times
 */
@SuppressWarnings("ArrayRecordComponent")
public record Series(Labels labels, long[] times, double[] values) {
    /** How many samples. */
    public int size() {
        return times.length;
    }
}

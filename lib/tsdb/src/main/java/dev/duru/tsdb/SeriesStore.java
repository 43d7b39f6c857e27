package dev.duru.tsdb;

/** Keeps samples and finds them again. Safe for many threads. */
public interface SeriesStore extends SeriesReader {
    /**
     * Keeps one sample. One that is not newer than the series' last is left out.
     *
     * @param timeMillis milliseconds since 1970
     * @return whether it was kept
     */
    boolean append(Labels labels, long timeMillis, double value);
}

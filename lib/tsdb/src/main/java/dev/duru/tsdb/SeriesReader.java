package dev.duru.tsdb;

import java.util.List;
import java.util.Set;

/** Finds samples again: all that a query needs of a store. Safe for many threads. */
public interface SeriesReader {
    /**
     * The samples of all series that fulfil every matcher.
     *
     * @param fromMillis first time, inclusive
     * @param toMillis last time, inclusive
     * @return sorted by labels; series without a sample in the range are left out
     */
    List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis);

    /** The values that a label has in the series kept, sorted. */
    Set<String> labelValues(String label);

    /** The names of all labels kept, sorted. */
    Set<String> labelNames();
}

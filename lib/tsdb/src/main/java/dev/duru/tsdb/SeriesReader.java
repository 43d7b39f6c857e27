package dev.duru.tsdb;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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

    /**
     * Gives the series of {@link #select} one after the other, for those who need to hold only one.
     */
    default void scan(
            List<Matcher> matchers, long fromMillis, long toMillis, Consumer<Series> each) {
        select(matchers, fromMillis, toMillis).forEach(each);
    }

    /** The labels of the series of {@link #select}, without reading more samples than need be. */
    default List<Labels> series(List<Matcher> matchers, long fromMillis, long toMillis) {
        return select(matchers, fromMillis, toMillis).stream().map(Series::labels).toList();
    }

    /** The exemplars of all series that fulfil every matcher, by series, sorted by labels. */
    default List<SeriesExemplars> exemplars(
            List<Matcher> matchers, long fromMillis, long toMillis) {
        return List.of();
    }

    /** The values that a label has in the series kept, sorted. */
    Set<String> labelValues(String label);

    /** The names of all labels kept, sorted. */
    Set<String> labelNames();
}

package dev.duru.tsdb;

import dev.duru.tsdb.histogram.Histogram;
import java.util.List;

/**
 * Keeps samples and finds them again. Safe for many threads.
 *
 * <p>Samples are added one by one and become durable together by {@link #commit}: who acknowledges
 * a scrape or a write of a client adds all of it, commits, and answers.
 */
public interface SeriesStore extends SeriesReader {
    /**
     * Adds a number.
     *
     * @param timeMillis milliseconds since 1970
     */
    Outcome add(Labels labels, long timeMillis, double value);

    /** Adds a number of a series whose labels are still as they came. */
    default Outcome add(LabelBytes labels, long timeMillis, double value) {
        return add(labels.labels(), timeMillis, value);
    }

    /** Adds a histogram; {@link Histogram#stale} ends the series until its next sample. */
    Outcome add(Labels labels, long timeMillis, Histogram histogram);

    /** Adds an exemplar of a series. */
    Outcome add(Labels labels, Exemplar exemplar);

    /**
     * Deletes the samples of all series that fulfil every matcher, in a span of time with both its
     * ends.
     *
     * @return how many series lost samples
     */
    int delete(List<Matcher> matchers, long fromMillis, long toMillis);

    /**
     * Makes durable all that was added before the call; many callers share one sync.
     *
     * @return whether it is durable; if not, {@link #problem} tells why and the next call tries
     *     again with all that waits
     */
    boolean commit();

    /** What keeps the store from taking samples or from making them durable; empty when nothing. */
    String problem();

    /** How many series there may be, which were refused, and why. */
    SeriesLimits limits();

    /**
     * Adds a number.
     *
     * @return whether it was kept
     */
    default boolean append(Labels labels, long timeMillis, double value) {
        return add(labels, timeMillis, value).isKept();
    }
}

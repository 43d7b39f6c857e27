package dev.duru.tsdb;

import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Tells from when on a series counts, which a sample of it told. That time gets a zero if the
     * series has nothing as new, and the time is before the sample's, but not by more than what may
     * come out of order: so what was counted before the first sample is not lost to rates. Else
     * nothing is changed. To be called before the sample is added; only of what grows from zero.
     *
     * @param startMillis milliseconds since 1970; 0 when nobody knows
     * @param timeMillis of the sample
     * @param histogram the sample, null when it is a number
     */
    void begin(Labels labels, long startMillis, long timeMillis, @Nullable Histogram histogram);

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

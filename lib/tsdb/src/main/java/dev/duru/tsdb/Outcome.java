package dev.duru.tsdb;

/** What became of a sample that a store was given. */
public enum Outcome {
    /** It is kept, and durable after the next commit that succeeds. */
    KEPT,
    /** The series has a sample at this time already; this one is left out. */
    DUPLICATE,
    /** It is older than the series' newest by more than the store takes out of order. */
    TOO_OLD,
    /** It is more than an hour ahead of this machine's clock. */
    TOO_NEW,
    /** It would begin a series, and the store has as many as it may. */
    TOO_MANY_SERIES,
    /** It would begin a series, and its application or tenant has as many as it may. */
    TOO_MANY_SERIES_OF_SCOPE,
    /** The log cannot be written, and what waits for it is as much as memory may hold. */
    NO_ROOM;

    /** Whether the sample will be found again. */
    public boolean isKept() {
        return this == KEPT;
    }
}

package dev.duru.tsdb.histogram;

/** What is known about a histogram beside the one before it in its series. */
public enum CounterReset {
    /** Nothing: the two must be compared. */
    UNKNOWN("unknown"),
    /** It began again at 0. */
    RESET("reset"),
    /** It only grew. */
    NOT_RESET("not_reset"),
    /** It is no counter; counts may go down. */
    GAUGE("gauge");

    private final String word;

    CounterReset(String word) {
        this.word = word;
    }

    /** As the notation of test series writes it. */
    public String word() {
        return word;
    }
}

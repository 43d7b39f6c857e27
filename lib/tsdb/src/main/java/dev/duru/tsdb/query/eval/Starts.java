package dev.duru.tsdb.query.eval;

/** What start times of samples tell. All in milliseconds since 1970, 0 when nobody knows. */
final class Starts {
    private Starts() {}

    /** Whether a counter began again between two samples. */
    static boolean again(long olderStart, long olderTime, long start, long time) {
        if (start == 0 || start >= time || start < olderTime) {
            return false;
        }
        if (start > olderTime) {
            return true;
        }
        // It counts since the older sample: deltas do, and counters whose start nobody knew.
        return olderStart <= olderTime && olderStart != 0 && olderStart != olderTime;
    }

    /** Whether a sample counts what the one before it has counted already. */
    static boolean overlap(long olderStart, long olderTime, long start) {
        return start != 0 && start < olderTime && start != olderStart;
    }
}

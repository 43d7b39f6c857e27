package dev.duru.tsdb.query.eval;

/**
 * The moments at which a query is answered, in milliseconds.
 *
 * @param start the first
 * @param end not after this
 * @param step between two; above 0
 */
record Steps(long start, long end, long step) {
    static Steps once(long time) {
        return new Steps(time, time, 1);
    }

    int count() {
        long count = end < start ? 0 : (end - start) / step + 1;
        if (count > Integer.MAX_VALUE) {
            throw Budget.tooMany();
        }
        return (int) count;
    }

    long at(int i) {
        return start + i * step;
    }

    long last() {
        return at(count() - 1);
    }

    boolean isSingle() {
        return start == end;
    }
}

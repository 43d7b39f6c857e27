package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.query.syntax.QueryException;
import java.util.function.BooleanSupplier;

/** How much a query may hold, how long it may take, and whether it is still wanted. */
final class Budget {
    private final int mostSamples;
    private final long deadlineNanos;
    private final BooleanSupplier canceled;
    private long samples;
    private long peak;
    private long read;

    Budget(int mostSamples, long timeoutNanos, BooleanSupplier canceled) {
        this.mostSamples = mostSamples;
        this.deadlineNanos = System.nanoTime() + timeoutNanos;
        this.canceled = canceled;
    }

    /** Takes note of samples that are held. */
    void hold(long number) {
        samples += number;
        peak = Math.max(peak, samples);
        room(0);
    }

    /** Makes sure that so many samples more may be held, before memory is taken for them. */
    void room(long number) {
        if (samples + number > mostSamples) {
            throw tooMany();
        }
    }

    static QueryException tooMany() {
        return QueryException.execution(
                "query processing would load too many samples into memory in query execution");
    }

    /** Takes note of samples that are no longer held. */
    void release(long number) {
        samples -= number;
    }

    /** Takes note of samples that were read from the store. */
    void read(long number) {
        read += number;
    }

    /** How many samples were read from the store. */
    long read() {
        return read;
    }

    /** How many samples were held at once, at most. */
    long peak() {
        return peak;
    }

    /** To be called now and then. */
    void check() {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw QueryException.stopped(
                    QueryException.Kind.TIMEOUT, "query timed out in expression evaluation");
        }
        if (canceled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw QueryException.stopped(
                    QueryException.Kind.CANCELED, "query was canceled in expression evaluation");
        }
    }
}

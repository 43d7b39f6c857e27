package dev.duru.tsdb.query;

import dev.duru.tsdb.TsdbException;

/** A query that cannot be understood or answered. */
public final class QueryException extends TsdbException {
    private static final long serialVersionUID = 1L;

    private final int position;

    /**
     * Says what is wrong where.
     *
     * @param position characters before it in the query
     */
    public QueryException(int position, String message) {
        super("character " + (position + 1) + ": " + message);
        this.position = position;
    }

    /** How many characters of the query come before what is wrong. */
    public int position() {
        return position;
    }
}

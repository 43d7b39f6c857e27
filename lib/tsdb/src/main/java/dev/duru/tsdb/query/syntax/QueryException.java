package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.TsdbException;

/** A query that cannot be understood or answered. */
public final class QueryException extends TsdbException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The text is no query. */
        SYNTAX,
        /** The query cannot be answered from what is there. */
        EXECUTION,
        /** It took too long. */
        TIMEOUT,
        /** Whoever asked went away. */
        CANCELED
    }

    private final Kind kind;
    private final int position;

    private QueryException(Kind kind, int position, String message) {
        super(message);
        this.kind = kind;
        this.position = position;
    }

    /** A text that is no query; the message names line and column. */
    static QueryException syntax(String query, Place place, String message) {
        return new QueryException(
                Kind.SYNTAX, place.start(), place.in(query) + ": parse error: " + message);
    }

    /** A text that another server says is no query. */
    public static QueryException malformed(String message) {
        return new QueryException(Kind.SYNTAX, 0, message);
    }

    /** A query that cannot be answered. */
    public static QueryException execution(String message) {
        return new QueryException(Kind.EXECUTION, 0, message);
    }

    /** A query that was given up. */
    public static QueryException stopped(Kind kind, String message) {
        return new QueryException(kind, 0, message);
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** How many characters of the query come before what is wrong. */
    public int position() {
        return position;
    }
}

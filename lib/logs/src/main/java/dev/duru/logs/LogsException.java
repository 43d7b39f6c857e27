package dev.duru.logs;

import org.jspecify.annotations.Nullable;

/** What went wrong with a store or a query, in words for people. */
public final class LogsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Kind {
        /** The query is wrong; the message names the place. */
        QUERY,
        /** The query asks for too much, or took too long. */
        LIMIT,
        /** The disk does not take or give what it should; trying again later may help. */
        DISK
    }

    private final Kind kind;

    public LogsException(Kind kind, String message) {
        this(kind, message, null);
    }

    public LogsException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

package dev.duru.git;

import org.jspecify.annotations.Nullable;

/** A commit could not be found, fetched or written out. */
public final class GitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is the matter. */
    public enum Kind {
        /** The server did not answer, or stopped in the middle; later it may work. */
        UNREACHABLE,
        /** The server answered, and has no such repository or commit. */
        MISSING,
        /** It has it, and it is larger than allowed or holds what must not be written. */
        REFUSED,
        /** Bytes on this disk are not those that their hash stands for. */
        CORRUPT,
        /** The caller asked to stop. */
        STOPPED
    }

    private final Kind kind;

    public GitException(Kind kind, String message) {
        this(kind, message, null);
    }

    public GitException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

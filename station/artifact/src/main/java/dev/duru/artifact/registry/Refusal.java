package dev.duru.artifact.registry;

/** The registry says no; becomes {@code {"errors":[{"code":…,"message":…}]}}. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final long offset;

    private Refusal(ErrorCode code, int status, String message, long offset) {
        super(message);
        this.code = code;
        this.status = status;
        this.offset = offset;
    }

    /** With the code's own status. */
    public Refusal(ErrorCode code, String message) {
        this(code, code.status(), message, -1);
    }

    /** With another status than the code's own. */
    public Refusal(ErrorCode code, int status, String message) {
        this(code, status, message, -1);
    }

    /** A piece of an upload does not begin where the last one ended, at {@code offset}. */
    static Refusal outOfOrder(String message, long offset) {
        return new Refusal(ErrorCode.BLOB_UPLOAD_INVALID, 416, message, offset);
    }

    public ErrorCode code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Bytes that the upload has so far, or -1 where that is not the matter. */
    long offset() {
        return offset;
    }
}

package dev.duru.oci;

import org.jspecify.annotations.Nullable;

/** A registry answered with an error, or not at all. */
public final class RegistryException extends OciException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status of the answer, 0 where there was none
     */
    public RegistryException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status, 0 where there was no answer. */
    public int status() {
        return status;
    }
}

package dev.duru.oci;

import org.jspecify.annotations.Nullable;

/**
 * An image, layer, layout or registry that could not be read or written; the message says what,
 * where and the mend.
 */
public class OciException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OciException(String message) {
        this(message, null);
    }

    public OciException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.duru.pipeline.files;

/** A path, a link or the name of an archive's entry points outside of where it may. */
public final class HostilePathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostilePathException(String message) {
        super(message);
    }
}

package dev.duru.pipeline.sandbox;

/** A job's process tree could not be started or is gone. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SandboxException(String message) {
        super(message);
    }
}

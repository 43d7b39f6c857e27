package dev.duru.cgroups;

/** Processes could not be limited although a group for them is there. */
public final class CgroupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CgroupException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.duru.containers;

/** The engine answered that it will not, or could not. */
public final class EngineRefusalException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * A refusal.
     *
     * @param status as in HTTP: 404 no such thing, 409 in conflict with what is there; 0 when the
     *     engine began well and reported the failure later
     * @param message the engine's own words
     */
    public EngineRefusalException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Whether the thing asked for does not exist. */
    public boolean isMissing() {
        return status == 404;
    }
}

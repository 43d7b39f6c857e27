package dev.duru.containers;

/** A container engine did not do what it was asked. */
public abstract sealed class EngineException extends RuntimeException
        permits EngineUnavailableException, EngineRefusalException {
    private static final long serialVersionUID = 1L;

    EngineException(String message) {
        super(message);
    }

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}

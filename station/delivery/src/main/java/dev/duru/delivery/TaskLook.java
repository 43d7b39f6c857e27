package dev.duru.delivery;

/**
 * A task as it is now.
 *
 * @param exit its exit code; only for one that has ended
 * @param detail its last lines, for people, without secrets
 */
public record TaskLook(State state, int exit, String detail) {
    /** How it is. */
    public enum State {
        RUNNING,
        ENDED,
        /** It runs no more, and nobody saw how it ended. */
        LOST
    }
}

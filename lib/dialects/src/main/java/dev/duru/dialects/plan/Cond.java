package dev.duru.dialects.plan;

/**
 * Whether to run something.
 *
 * @param expr the user's own condition; a literal true where there is none
 * @param implicit what must hold besides
 */
public record Cond(Expr expr, StatusDefault implicit, Phase phase) {
    /** The status that a condition without any status function asks for. */
    public enum StatusDefault {
        /** Everything before must have succeeded. */
        SUCCESS,
        /** Something before must have failed, and the run must not have been cancelled. */
        FAILURE,
        /** The run must not have been cancelled. */
        NOT_CANCELLED,
        /** Nothing: the condition itself calls a status function. */
        NONE
    }

    /** When a condition is evaluated, and hence which contexts it sees. */
    public enum Phase {
        COMPILE,
        SCHEDULE,
        JOB_START,
        STEP_START,
        FINALLY
    }
}

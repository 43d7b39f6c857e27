package dev.duru.pipeline.engine;

/**
 * How a step ended.
 *
 * @param exitCode of its process; 0 when it had none
 * @param message why, or {@code ""}
 */
public record StepOutcome(Kind kind, int exitCode, String message) {
    public static final StepOutcome SUCCESS = new StepOutcome(Kind.SUCCESS, 0, "");
    public static final StepOutcome SKIPPED = new StepOutcome(Kind.SKIPPED, 0, "");

    /** How it ended. */
    public enum Kind {
        SUCCESS,
        /** It said no. */
        FAILURE,
        /** Duru could not run it. */
        ERROR,
        CANCELLED,
        SKIPPED
    }

    public static StepOutcome failed(String message) {
        return new StepOutcome(Kind.FAILURE, 0, message);
    }

    public static StepOutcome errored(String message) {
        return new StepOutcome(Kind.ERROR, 0, message);
    }

    boolean bad() {
        return kind == Kind.FAILURE || kind == Kind.ERROR;
    }

    boolean isSuccess() {
        return kind == Kind.SUCCESS;
    }

    /** The word that {@code steps.x.outcome} gives. */
    String word() {
        return switch (kind) {
            case SUCCESS -> "success";
            case FAILURE, ERROR -> "failure";
            case CANCELLED -> "cancelled";
            case SKIPPED -> "skipped";
        };
    }
}

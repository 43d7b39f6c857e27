package dev.duru.dialects.plan;

/**
 * What ends a run before its time.
 *
 * @param onNewer what happens when a newer run of the same file and ref begins
 * @param onFailure whether the first job that fails ends all others
 */
public record AutoCancel(OnNewer onNewer, boolean onFailure) {
    /** Nothing does. */
    public static final AutoCancel NEVER = new AutoCancel(OnNewer.GO_ON, false);

    /** What a newer run means to an older one. */
    public enum OnNewer {
        /** Nothing. */
        GO_ON,
        /** It is cancelled unless a job has begun that must not be interrupted. */
        CANCEL_UNLESS_BEGUN,
        /** Its jobs that may be interrupted are cancelled. */
        CANCEL_INTERRUPTIBLE
    }
}

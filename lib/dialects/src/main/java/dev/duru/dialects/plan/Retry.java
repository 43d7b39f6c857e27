package dev.duru.dialects.plan;

import java.util.Set;

/**
 * Whether a job that failed is run again.
 *
 * @param max how often at most, besides the first time
 * @param on after which kinds of failure
 * @param exitCodes after which exit codes of a script besides; empty means that {@link #on} decides
 *     alone
 */
public record Retry(int max, Set<Kind> on, Set<Integer> exitCodes) {
    /** Never. */
    public static final Retry NONE = new Retry(0, Set.of(), Set.of());

    /** Why a job failed. */
    public enum Kind {
        /** A script, or another step, said no. */
        SCRIPT,
        /** The job took too long. */
        TIMEOUT,
        /** Duru could not run it. */
        SYSTEM
    }

    public Retry {
        on = Set.copyOf(on);
        exitCodes = Set.copyOf(exitCodes);
    }

    /** Whether a failure is worth another attempt. */
    public boolean covers(Kind kind, int exitCode) {
        return on.contains(kind) || (kind == Kind.SCRIPT && exitCodes.contains(exitCode));
    }
}

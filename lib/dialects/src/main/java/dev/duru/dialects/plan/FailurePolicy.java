package dev.duru.dialects.plan;

import java.util.Set;

/**
 * What a failure means.
 *
 * @param tolerated gives a truth: whether to go on as if it had succeeded; unset means no
 * @param exitCodes exit codes of a script with which a failure is tolerated besides
 */
public record FailurePolicy(Expr tolerated, Set<Integer> exitCodes) {
    public FailurePolicy {
        exitCodes = Set.copyOf(exitCodes);
    }

    /** A failure is tolerated when {@code tolerated} holds, whatever the exit code. */
    public FailurePolicy(Expr tolerated) {
        this(tolerated, Set.of());
    }
}

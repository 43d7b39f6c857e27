package dev.duru.dialects.value;

import java.util.Collection;

/**
 * What status functions look at: the job so far for a step, all jobs that it needs (and theirs) for
 * a job.
 */
public enum RunStatus {
    /** Everything before succeeded. */
    SUCCESS,
    /** Something before failed. */
    FAILURE,
    /** The run was asked to stop. */
    CANCELLED,
    /** Something before was skipped and nothing failed: neither success() nor failure() holds. */
    SKIPPED;

    /**
     * The status that a job sees.
     *
     * @param ancestors the results of all jobs that it needs, directly or not
     */
    public static RunStatus ofAncestors(Collection<RunStatus> ancestors) {
        if (ancestors.contains(CANCELLED)) {
            return CANCELLED;
        }
        if (ancestors.contains(FAILURE)) {
            return FAILURE;
        }
        return ancestors.contains(SKIPPED) ? SKIPPED : SUCCESS;
    }
}

package dev.duru.source.merge;

/**
 * What a project asks before it merges.
 *
 * @param method how, unless whoever merges says otherwise
 * @param approvals how many people beside the author must have approved the newest commit
 * @param pipeline whether its runs must have succeeded
 * @param deleteSource whether the source branch goes by default
 */
public record MergeSettings(
        MergeMethod method, int approvals, boolean pipeline, boolean deleteSource) {
    /** Most approvals that can be asked for. */
    public static final int MOST_APPROVALS = 20;

    /** Until a project says otherwise. */
    public static final MergeSettings STANDARD =
            new MergeSettings(MergeMethod.MERGE, 0, false, false);
}

package dev.duru.pipeline.actions;

import dev.duru.dialects.plan.ActionRef;

/**
 * What a reference to an action is today.
 *
 * @param commit all 40 digits
 * @param ref the full ref that the reference names, or {@code ""} for a commit, or one of long ago
 * @param own whether it is a project of this Duru
 * @param note what the reader of the log should know, or {@code ""}
 */
public record Resolution(
        ActionRef.Repository action, String commit, String ref, boolean own, String note) {}

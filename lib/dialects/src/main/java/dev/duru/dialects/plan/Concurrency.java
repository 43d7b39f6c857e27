package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/**
 * At most one holder of a key at a time.
 *
 * @param key gives a text; keys are equal without regard to case
 * @param cancelRunning gives a truth: whether a newcomer cancels the holder instead of waiting
 * @param keepAll whether all newcomers wait, and nobody loses a place; else a newcomer takes the
 *     place of one that only waits
 */
public record Concurrency(Expr key, Expr cancelRunning, boolean keepAll, Position src) {
    /** How the keys of GitLab's resource groups begin. */
    public static final String RESOURCE_GROUP = "resource_group ";
}

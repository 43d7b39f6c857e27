package dev.duru.dialects.plan;

/**
 * What a failure means.
 *
 * @param tolerated gives a truth: whether to go on as if it had succeeded; unset means no
 */
public record FailurePolicy(Expr tolerated) {}

package dev.duru.dialects.plan;

/**
 * When to give up.
 *
 * @param minutes gives a number of minutes; unset means the engine's own limit
 * @param cancelMinutes how long something may take to end after it was asked to; unset means the
 *     engine's own limit
 */
public record Timeouts(Expr minutes, Expr cancelMinutes) {}

package dev.duru.dialects.plan;

import java.time.Duration;

/**
 * How a job is treated as a whole.
 *
 * @param retry whether it runs again when it failed
 * @param delay how long it waits when it could begin
 * @param interruptible whether a newer run of the same ref may cancel it
 */
public record Conduct(Retry retry, Duration delay, boolean interruptible) {
    /** Runs once, at once. */
    public static final Conduct PLAIN = new Conduct(Retry.NONE, Duration.ZERO, false);
}

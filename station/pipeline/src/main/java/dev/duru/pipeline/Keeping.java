package dev.duru.pipeline;

import java.time.Duration;

/**
 * How long things are kept.
 *
 * @param artifacts at most, whatever an artifact says itself
 * @param logs of ended jobs
 * @param runs all that is known of a run that has ended
 * @param cacheBytes of one project; what was not used for longest goes first
 * @param fetchedBytes of the actions that were fetched, and of the tools; likewise
 */
public record Keeping(
        Duration artifacts, Duration logs, Duration runs, long cacheBytes, long fetchedBytes) {
    /** Four hundred days of artifacts and runs, ninety days of logs, 10 GB of caches. */
    public static final Keeping STANDARD =
            new Keeping(
                    Duration.ofDays(400),
                    Duration.ofDays(90),
                    Duration.ofDays(400),
                    10_000_000_000L,
                    20_000_000_000L);
}

package dev.duru.observe;

import java.time.Instant;

/**
 * One line that an application wrote.
 *
 * @param id grows with the order of arrival, over all applications
 * @param at when it was read, a fraction of a second after it was written
 * @param text without line end, terminal colours and control characters
 */
public record LogLine(
        long id,
        String environment,
        long release,
        String version,
        int replica,
        Instant at,
        String text) {}

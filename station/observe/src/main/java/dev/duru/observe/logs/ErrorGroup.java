package dev.duru.observe.logs;

import java.time.Instant;

/**
 * An error that happened, perhaps often.
 *
 * @param fingerprint the same for the same error
 * @param place the innermost function
 * @param message of the last time
 * @param sample the stack trace of the last time
 * @param firstVersion the commit or digest of the release in which it was seen first
 * @param lastLine the id of a line of the last time
 */
public record ErrorGroup(
        String fingerprint,
        String language,
        String type,
        String message,
        String place,
        String sample,
        long count,
        Instant firstAt,
        Instant lastAt,
        String firstEnvironment,
        long firstRelease,
        String firstVersion,
        String lastEnvironment,
        long lastRelease,
        long lastLine) {}

package dev.duru.feedback;

import java.time.Instant;

/**
 * A commit.
 *
 * @param title the first line of the message
 * @param message all of it
 * @param at when it was committed
 */
public record CommitInfo(String sha, String title, String message, String author, Instant at) {}

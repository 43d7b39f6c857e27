package dev.duru.git;

import java.time.Duration;

/**
 * How much a commit may cost.
 *
 * @param packBytes the most that a server may send
 * @param fileBytes the most that all files may have together, and also any one object
 * @param files the most files
 * @param silence how long a server may say nothing
 * @param time how long a fetch may take in all
 */
public record Limits(long packBytes, long fileBytes, int files, Duration silence, Duration time) {
    /** 512 MiB sent, 1 GiB and 100,000 files written, 30 s of silence, 10 minutes. */
    public static final Limits DEFAULT =
            new Limits(
                    512L << 20, 1L << 30, 100_000, Duration.ofSeconds(30), Duration.ofMinutes(10));
}

package dev.duru.artifact;

import java.time.Duration;

/**
 * Which of the images that Duru built are kept.
 *
 * @param age that an image has before it may go
 * @param releases so many of the last ones of each environment keep theirs, however old
 */
public record ImageRule(Duration age, int releases) {
    /** Ninety days, and twenty releases. */
    public static final ImageRule STANDARD = new ImageRule(Duration.ofDays(90), 20);
}

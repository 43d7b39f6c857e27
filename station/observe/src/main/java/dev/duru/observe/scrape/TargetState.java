package dev.duru.observe.scrape;

/**
 * How the last scrape of a target went.
 *
 * @param health {@code up}, {@code down}, {@code unknown} before the first, or {@code none} when
 *     the target offers no metrics
 * @param problem what was wrong, or {@code ""}
 * @param atMillis when it began, milliseconds since 1970; 0 before the first
 * @param samples of the page
 */
public record TargetState(
        String health, String problem, long atMillis, double seconds, int samples) {
    static TargetState unknown() {
        return new TargetState("unknown", "", 0, 0, 0);
    }

    static TargetState without(long atMillis, String why) {
        return new TargetState("none", why, atMillis, 0, 0);
    }
}

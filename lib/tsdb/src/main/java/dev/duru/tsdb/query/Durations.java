package dev.duru.tsdb.query;

import dev.duru.tsdb.query.syntax.DurationText;

/** Durations as PromQL writes them: {@code 1h30m}, {@code 500ms}. */
public final class Durations {
    private Durations() {}

    /**
     * Milliseconds of a duration; a bare number is seconds.
     *
     * @throws NumberFormatException when it is no duration
     */
    public static long millis(String text) {
        return DurationText.isDuration(text)
                ? DurationText.millis(text)
                : Math.round(Double.parseDouble(text) * 1000);
    }
}

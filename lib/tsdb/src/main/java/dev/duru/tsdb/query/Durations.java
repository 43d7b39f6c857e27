package dev.duru.tsdb.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as PromQL writes them: {@code 1h30m}, {@code 500ms}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|[smhdwy])");

    private Durations() {}

    /**
     * Milliseconds of a duration; a bare number is seconds.
     *
     * @throws NumberFormatException when it is no duration
     */
    public static long millis(String text) {
        Matcher matcher = PART.matcher(text);
        long sum = 0;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            sum =
                    Math.addExact(
                            sum,
                            Math.multiplyExact(
                                    Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
            end = matcher.end();
        }
        return end > 0 && end == text.length() ? sum : Math.round(Double.parseDouble(text) * 1000);
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            case "w" -> 7 * 86_400_000L;
            default -> 365 * 86_400_000L;
        };
    }
}

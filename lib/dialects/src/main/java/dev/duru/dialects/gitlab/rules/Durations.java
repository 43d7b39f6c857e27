package dev.duru.dialects.gitlab.rules;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as GitLab writes them: {@code 1h 30m}, {@code 3 mins 4 sec}, {@code 2 weeks}. */
public final class Durations {
    private static final Pattern PART =
            Pattern.compile("\\s*(?:and\\s+|,\\s*)?([0-9]{1,9}(?:\\.[0-9]{1,6})?|an?)\\s*([a-z]*)");
    private static final Pattern CLOCK =
            Pattern.compile("(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})");

    private Durations() {}

    /** The duration, or nothing if the text is none; {@code never} is none. */
    public static Optional<Duration> parse(String text) {
        String clean = text.strip().toLowerCase(Locale.ROOT);
        Matcher clock = CLOCK.matcher(clean);
        if (clock.matches()) {
            long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
            return Optional.of(
                    Duration.ofHours(hours)
                            .plusMinutes(Long.parseLong(clock.group(2)))
                            .plusSeconds(Long.parseLong(clock.group(3))));
        }
        Matcher part = PART.matcher(clean);
        double seconds = 0;
        int end = 0;
        while (end < clean.length() && part.lookingAt()) {
            double unit = unit(part.group(2));
            if (unit < 0) {
                return Optional.empty();
            }
            String number = part.group(1);
            seconds += unit * (number.startsWith("a") ? 1 : Double.parseDouble(number));
            end = part.end();
            part.region(end, clean.length());
        }
        return end == 0 || end < clean.length()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static double unit(String word) {
        return switch (word) {
            case "", "s", "sec", "secs", "second", "seconds" -> 1;
            case "m", "min", "mins", "minute", "minutes" -> 60;
            case "h", "hr", "hrs", "hour", "hours" -> 3600;
            case "d", "day", "days" -> 86_400;
            case "w", "wk", "wks", "week", "weeks" -> 604_800;
            case "mo", "mos", "month", "months" -> 2_592_000;
            case "y", "yr", "yrs", "year", "years" -> 31_557_600;
            default -> -1;
        };
    }
}

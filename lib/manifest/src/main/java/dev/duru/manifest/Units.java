package dev.duru.manifest;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that carry their unit in the text. Null means that the text is not such a value. */
final class Units {
    private static final Pattern DURATION =
            Pattern.compile(
                    "(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s?%");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(?:\\.\\d{1,12})?");
    private static final Pattern LATENCY =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s?(us|ms|s|m)");

    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})(Ki|Mi|Gi|Ti|k|M|G|T)?B?");
    private static final Pattern CPUS = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,3}))?");

    private Units() {}

    /** {@code 256Mi}, {@code 1Gi} or {@code 500M}, in bytes. */
    static @Nullable Long bytes(String text) {
        Matcher m = BYTES.matcher(text);
        if (!m.matches()) {
            return null;
        }
        long unit =
                switch (m.group(2) == null ? "" : m.group(2)) {
                    case "k" -> 1_000L;
                    case "M" -> 1_000_000L;
                    case "G" -> 1_000_000_000L;
                    case "T" -> 1_000_000_000_000L;
                    case "Ki" -> 1L << 10;
                    case "Mi" -> 1L << 20;
                    case "Gi" -> 1L << 30;
                    case "Ti" -> 1L << 40;
                    default -> 1L;
                };
        long number = Long.parseLong(m.group(1));
        return number > Long.MAX_VALUE / unit ? null : Long.valueOf(number * unit);
    }

    /** {@code 2}, {@code 0.5} or {@code 500m}, in thousandths of a processor. */
    static @Nullable Integer milliCpus(String text) {
        if (text.matches("\\d{1,7}m")) {
            return Integer.valueOf(text.substring(0, text.length() - 1));
        }
        Matcher m = CPUS.matcher(text);
        if (!m.matches()) {
            return null;
        }
        String parts = m.group(2) == null ? "" : m.group(2);
        return Integer.parseInt(m.group(1)) * 1000
                + Integer.parseInt((parts + "000").substring(0, 3));
    }

    /** Such as {@code 30s}, {@code 1m30s}, {@code 500ms}; longest unit first. */
    static @Nullable Duration duration(String text) {
        Matcher m = DURATION.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            return null;
        }
        return Duration.ofDays(part(m, 1))
                .plusHours(part(m, 2))
                .plusMinutes(part(m, 3))
                .plusSeconds(part(m, 4))
                .plusMillis(part(m, 5));
    }

    private static long part(Matcher m, int group) {
        String digits = m.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** {@code 10%} or {@code 10}, as a whole number of percent. */
    static @Nullable Integer wholePercent(String text) {
        Matcher m = Pattern.compile("(\\d{1,3})\\s?%?").matcher(text);
        return m.matches() ? Integer.valueOf(m.group(1)) : null;
    }

    /** {@code 2%} or {@code 0.02}. */
    static @Nullable Double ratio(String text) {
        Matcher m = PERCENT.matcher(text);
        if (m.matches()) {
            return Double.parseDouble(m.group(1)) / 100;
        }
        return number(text);
    }

    /** {@code 500ms} or {@code 0.5s}, in seconds. */
    static @Nullable Double seconds(String text) {
        Matcher m = LATENCY.matcher(text);
        if (!m.matches()) {
            return null;
        }
        double value = Double.parseDouble(m.group(1));
        return switch (m.group(2)) {
            case "us" -> value / 1e6;
            case "ms" -> value / 1e3;
            case "s" -> value;
            default -> value * 60;
        };
    }

    /** {@code 5/s}, {@code 300/m} or {@code 5}, in requests per second. */
    static @Nullable Double perSecond(String text) {
        if (text.endsWith("/s")) {
            return number(text.substring(0, text.length() - 2).strip());
        }
        if (text.endsWith("/m")) {
            Double value = number(text.substring(0, text.length() - 2).strip());
            return value == null ? null : value / 60;
        }
        return number(text);
    }

    static @Nullable Double number(String text) {
        return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    /** A threshold of an alert, whose unit only its query knows: any of the forms above. */
    static @Nullable Double any(String text) {
        Double seconds = seconds(text);
        if (seconds != null) {
            return seconds;
        }
        Double ratio = ratio(text);
        return ratio != null ? ratio : perSecond(text);
    }
}

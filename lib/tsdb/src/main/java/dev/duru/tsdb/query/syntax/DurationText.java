package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: units from years down to milliseconds, each once, the largest first. */
public final class DurationText {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
    private static final Pattern UNKNOWN_UNIT =
            Pattern.compile("[0-9](?!(?:y|w|d|h|m|s|ms)(?:[0-9]|$))([^0-9]+)");
    private static final long[] UNITS = {
        365 * 86_400_000L, 7 * 86_400_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
    };

    private DurationText() {}

    /** Whether a text is a duration. */
    public static boolean isDuration(String text) {
        return text.equals("0") || !text.isEmpty() && FORM.matcher(text).matches();
    }

    /**
     * Milliseconds of a duration.
     *
     * @throws NumberFormatException with a message for users when it is none
     */
    public static long millis(String text) {
        if (text.isEmpty()) {
            throw new NumberFormatException("empty duration string");
        }
        if (text.equals("0")) {
            return 0;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            Matcher unknown = UNKNOWN_UNIT.matcher(text);
            throw new NumberFormatException(
                    unknown.find()
                            ? "unknown unit %s in duration %s"
                                    .formatted(
                                            NumberText.quoted(unknown.group(1)),
                                            NumberText.quoted(text))
                            : "not a valid duration string: " + NumberText.quoted(text));
        }
        try {
            long sum = 0;
            for (int i = 0; i < UNITS.length; i++) {
                String number = matcher.group(i + 1);
                if (number != null) {
                    sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(number), UNITS[i]));
                }
            }
            // Longer ones do not fit into nanoseconds.
            Math.multiplyExact(sum, 1_000_000L);
            return sum;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new NumberFormatException("duration out of range");
        }
    }
}

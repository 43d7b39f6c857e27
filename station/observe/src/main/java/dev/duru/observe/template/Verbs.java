package dev.duru.observe.template;

import dev.duru.tsdb.number.NumberText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One verb of {@code printf}: https://pkg.go.dev/fmt. */
final class Verbs {
    private static final int GENERAL_DIGITS = 6;

    private Verbs() {}

    /**
     * Writes a value.
     *
     * @param flags with width and precision, as they stand between the sign and the verb
     */
    static String format(String flags, char verb, @Nullable Object value) {
        int dot = flags.indexOf('.');
        String before = dot < 0 ? flags : flags.substring(0, dot);
        int precision =
                dot < 0
                        ? -1
                        : dot + 1 == flags.length()
                                ? 0
                                : Integer.parseInt(flags.substring(dot + 1));
        String text =
                switch (verb) {
                    case 's', 'v' -> cut(Values.text(value), verb == 's' ? precision : -1);
                    case 'q' -> NumberText.quoted(Values.text(value));
                    case 'd' -> Long.toString((long) Values.number(value));
                    case 'x', 'X' -> {
                        String hex = Long.toHexString((long) Values.number(value));
                        yield verb == 'x' ? hex : hex.toUpperCase(Locale.ROOT);
                    }
                    case 't' -> String.valueOf(value);
                    case 'f', 'F', 'e', 'E' -> decimal(verb, precision, Values.number(value));
                    case 'g', 'G' ->
                            precision < 0
                                    ? Values.text(Values.number(value))
                                    : NumberText.rounded(
                                            Values.number(value), Math.max(1, precision));
                    default -> "%!" + verb + "(" + Values.text(value) + ")";
                };
        if (before.contains("+") && "dfFeEgG".indexOf(verb) >= 0 && !text.startsWith("-")) {
            text = "+" + text;
        }
        return padded(before, text);
    }

    private static String cut(String text, int most) {
        return most < 0 || text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    private static String decimal(char verb, int precision, double number) {
        if (!Double.isFinite(number)) {
            return NumberText.general(number);
        }
        int digits = precision < 0 ? GENERAL_DIGITS : precision;
        if (verb == 'e' || verb == 'E') {
            return String.format(Locale.ROOT, "%." + digits + verb, number);
        }
        return new java.math.BigDecimal(number)
                .setScale(digits, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static String padded(String flags, String text) {
        String width = flags.replaceAll("[+# -]", "");
        boolean zeros = width.startsWith("0");
        int wanted = width.isEmpty() ? 0 : Math.min(200, Integer.parseInt(width));
        int missing = wanted - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        if (zeros && (text.startsWith("-") || text.startsWith("+"))) {
            return text.charAt(0) + "0".repeat(missing) + text.substring(1);
        }
        return (zeros ? "0" : " ").repeat(missing) + text;
    }
}

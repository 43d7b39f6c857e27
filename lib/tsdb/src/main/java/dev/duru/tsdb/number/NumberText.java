package dev.duru.tsdb.number;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers, durations and strings as Prometheus writes them in queries, messages and labels, which
 * is as Go's standard library formats them.
 */
public final class NumberText {
    /**
     * Bytes of a query's strings that are no UTF-8 are kept as this plus the byte: a surrogate that
     * stands alone.
     */
    public static final char LONE_BYTES = '\udc00';

    private static final long DAY = 86_400_000L;

    private NumberText() {}

    /** The shortest text that reads back as the same number, never with an exponent. */
    public static String plain(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return digits(value).toPlainString();
    }

    /** The shortest text, with an exponent below 1e-4 and from 1e6 on. */
    public static String general(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        if (value == 0) {
            return plain(value);
        }
        return exponential(digits(value), 6);
    }

    /** The shortest text, with an exponent only below 1e-6 and from 1e21 on. */
    public static String wide(double value) {
        double size = Math.abs(value);
        return size != 0 && Double.isFinite(value) && (size < 1e-6 || size >= 1e21)
                ? general(value)
                : plain(value);
    }

    /** With so many significant digits at most, as {@code %.2g} does. */
    public static String rounded(double value, int significant) {
        if (!Double.isFinite(value) || value == 0) {
            return general(value);
        }
        BigDecimal number =
                new BigDecimal(value)
                        .round(new MathContext(significant, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        return exponential(number, significant);
    }

    private static String exponential(BigDecimal number, int most) {
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -4 && exponent < most) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        StringBuilder out = new StringBuilder(number.signum() < 0 ? "-" : "");
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        int size = Math.abs(exponent);
        return out.append(exponent < 0 ? "e-" : "e+")
                .append(size < 10 ? "0" : "")
                .append(size)
                .toString();
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }

    private static BigDecimal digits(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros();
    }

    /** A duration in milliseconds as {@code 1h30m}; 0 is {@code 0s}. */
    public static String duration(long millis) {
        if (millis == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(millis < 0 ? "-" : "");
        long rest = Math.abs(millis);
        rest = whole(out, rest, 365 * DAY, "y");
        rest = whole(out, rest, 7 * DAY, "w");
        rest = part(out, rest, DAY, "d");
        rest = part(out, rest, 3_600_000, "h");
        rest = part(out, rest, 60_000, "m");
        rest = part(out, rest, 1_000, "s");
        part(out, rest, 1, "ms");
        return out.toString();
    }

    private static long whole(StringBuilder out, long rest, long unit, String name) {
        return rest % unit == 0 ? part(out, rest, unit, name) : rest;
    }

    private static long part(StringBuilder out, long rest, long unit, String name) {
        if (rest >= unit) {
            out.append(rest / unit).append(name);
        }
        return rest % unit;
    }

    /** A string in double quotes, with what cannot be printed escaped. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '"' -> out.append("\\\"");
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\r' -> out.append("\\r");
                        case '\t' -> out.append("\\t");
                        case 7 -> out.append("\\a");
                        case 8 -> out.append("\\b");
                        case 11 -> out.append("\\v");
                        case 12 -> out.append("\\f");
                        default -> printable(out, c);
                    }
                });
        return out.append('"').toString();
    }

    private static void printable(StringBuilder out, int c) {
        if (c > LONE_BYTES && c <= LONE_BYTES + 0xff) {
            out.append("\\x%02x".formatted(c - LONE_BYTES));
        } else if (c < 0x20 || c == 0x7f) {
            out.append("\\x%02x".formatted(c));
        } else if (Character.isISOControl(c) || !Character.isDefined(c)) {
            out.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
        } else {
            out.appendCodePoint(c);
        }
    }
}

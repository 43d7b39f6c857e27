package dev.duru.logs.query;

import java.util.OptionalDouble;

/**
 * Numbers as logs have them: {@code 12}, {@code 1.5e3}, times such as {@code 250ms} and {@code
 * 1m30s} in seconds, sizes such as {@code 4KB} and {@code 2MiB} in bytes.
 */
public final class Quantity {
    private static final int LONGEST = 40;

    private Quantity() {}

    /** The number; empty when the text is none. */
    public static OptionalDouble parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        int at = 0;
        boolean first = true;
        while (at < text.length()) {
            int end = number(text, at);
            if (end == at) {
                return OptionalDouble.empty();
            }
            double value = Double.parseDouble(text.substring(at, end));
            at = end;
            while (end < text.length() && (Character.isLetter(text.charAt(end)))) {
                end++;
            }
            if (at == end) {
                return first && end == text.length()
                        ? OptionalDouble.of(value)
                        : OptionalDouble.empty();
            }
            double unit = unit(text.substring(at, end));
            if (unit == 0) {
                return OptionalDouble.empty();
            }
            sum += value * unit;
            at = end;
            first = false;
        }
        return OptionalDouble.of(sum);
    }

    /** Where the number that begins here ends; where it begins when it is none. */
    private static int number(String text, int from) {
        int at = from;
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int digits = at;
        boolean point = false;
        while (at < text.length()
                && (digit(text, at) || text.charAt(at) == '.' && !point && digit(text, at + 1))) {
            point |= text.charAt(at) == '.';
            at++;
        }
        if (at == digits) {
            return from;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (digit(text, exponent)) {
                while (digit(text, exponent)) {
                    exponent++;
                }
                return exponent;
            }
        }
        return at;
    }

    private static boolean digit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static double unit(String name) {
        return switch (name) {
            case "ns" -> 1e-9;
            case "us", "µs", "μs" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            case "B", "b" -> 1;
            case "kB", "KB", "kb" -> 1e3;
            case "MB", "mb" -> 1e6;
            case "GB", "gb" -> 1e9;
            case "TB", "tb" -> 1e12;
            case "KiB", "kib" -> 1_024;
            case "MiB", "mib" -> 1_048_576;
            case "GiB", "gib" -> 1_073_741_824;
            default -> 0;
        };
    }
}

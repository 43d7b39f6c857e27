package dev.duru.tsdb.query.syntax;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as queries write them. */
public final class Numbers {
    private static final Pattern OCTAL = Pattern.compile("0[0-7_]+");
    private static final Pattern DECIMAL =
            Pattern.compile("([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[+-]?[0-9]+)?");
    private static final int LONG_BITS = 63;

    private Numbers() {}

    /**
     * Reads a number: decimal, 0x, 0o, 0b, octal by a leading 0, with underscores, Inf and NaN.
     *
     * @throws NumberFormatException when it is none
     */
    public static double parse(String text) {
        String bare = text.toLowerCase(Locale.ROOT);
        boolean minus = bare.startsWith("-");
        if (minus || bare.startsWith("+")) {
            bare = bare.substring(1);
        }
        double value = unsigned(bare);
        return minus ? -value : value;
    }

    private static double unsigned(String text) {
        if (text.equals("inf") || text.equals("infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (text.equals("nan")) {
            return Double.NaN;
        }
        int radix = text.startsWith("0x") ? 16 : text.startsWith("0b") ? 2 : 8;
        boolean prefixed = radix != 8 || text.startsWith("0o");
        if (prefixed || OCTAL.matcher(text).matches()) {
            BigInteger whole =
                    new BigInteger(text.substring(prefixed ? 2 : 1).replace("_", ""), radix);
            if (whole.bitLength() <= LONG_BITS) {
                return whole.doubleValue();
            }
        }
        String digits = text.replace("_", "");
        if (!DECIMAL.matcher(digits).matches()) {
            throw new NumberFormatException("invalid syntax");
        }
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw new NumberFormatException("value out of range");
        }
        return value;
    }
}

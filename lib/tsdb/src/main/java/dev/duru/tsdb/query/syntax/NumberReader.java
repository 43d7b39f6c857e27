package dev.duru.tsdb.query.syntax;

/** Reads decimal, hexadecimal, octal and floating-point numbers, and durations. */
final class NumberReader {
    private static final String DIGITS = "0123456789";

    private final Characters in;
    private String digits = DIGITS;
    private boolean dot;
    private boolean exponent;

    NumberReader(Characters in) {
        this.in = in;
    }

    /** Reads the rest of a duration whose first number was read. */
    boolean restOfDuration() {
        if (!in.accept("smhdwy")) {
            return false;
        }
        in.accept("s");
        while (in.accept(DIGITS)) {
            while (in.accept(DIGITS)) {
                continue;
            }
            if (!in.accept("smhdw")) {
                return false;
            }
            in.accept("s");
        }
        if (Characters.isAlphaNumeric(in.peek())) {
            in.at++;
            return false;
        }
        return true;
    }

    boolean number() {
        int begin = in.at;
        if (in.accept("0") && in.accept("xX")) {
            in.accept("_");
            digits = "0123456789abcdefABCDEF";
        }
        in.accept(".");
        in.accept(digits);
        while (in.is(digits + "._eE")) {
            if (!part()) {
                return false;
            }
        }
        return in.at > begin && !Characters.isAlphaNumeric(in.peek());
    }

    private boolean part() {
        if (in.is(".")) {
            in.at++;
            boolean again = dot;
            dot = true;
            return !again && !in.accept("_.") && digits.length() == 10;
        }
        if (in.is("eE") && digits.length() == 10) {
            in.at++;
            boolean again = exponent;
            exponent = true;
            in.accept("+-");
            return !again && !in.accept("._eE") && in.peek() != Characters.EOF;
        }
        if (in.accept("_")) {
            return !in.accept("._eE") && in.peek() != Characters.EOF;
        }
        while (in.accept(digits)) {
            continue;
        }
        return true;
    }
}

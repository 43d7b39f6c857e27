package dev.duru.tsdb.query.syntax;

/** Reads strings in quotes. */
final class StringReader {
    private final Characters in;

    StringReader(Characters in) {
        this.in = in;
    }

    /** Reads the rest of a string; gives what is wrong with it, or nothing. */
    String string(int quote) {
        while (true) {
            int c = in.next();
            if (c == '\\') {
                String wrong = escape(quote);
                if (!wrong.isEmpty()) {
                    return wrong;
                }
            } else if (c == Characters.EOF || c == '\n') {
                return "unterminated quoted string";
            } else if (c == quote) {
                return "";
            }
        }
    }

    /** Reads the rest of a string without escapes; gives what is wrong with it, or nothing. */
    String rawString() {
        int end = in.text().indexOf('`', in.at);
        if (end < 0) {
            return "unterminated raw string";
        }
        in.at = end + 1;
        return "";
    }

    /** Reads an escape; gives what is wrong with it, or nothing. */
    private String escape(int quote) {
        int c = in.next();
        if (c == quote || c != Characters.EOF && "abfnrtv\\".indexOf(c) >= 0) {
            return "";
        }
        int count;
        int base = 16;
        long most = Character.MAX_CODE_POINT;
        switch (c) {
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                in.at--;
                count = 3;
                base = 8;
                most = 255;
            }
            case 'x' -> {
                count = 2;
                most = 255;
            }
            case 'u' -> count = 4;
            case 'U' -> count = 8;
            case Characters.EOF -> {
                return "escape sequence not terminated";
            }
            default -> {
                return "unknown escape sequence " + unicode(c);
            }
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            int digit = in.next();
            if (digit == Characters.EOF) {
                return "escape sequence not terminated";
            }
            if (Character.digit(digit, base) < 0 || digit > 127) {
                return "illegal character " + unicode(digit) + " in escape sequence";
            }
            value = value * base + Character.digit(digit, base);
        }
        return value > most || value >= 0xD800 && value < 0xE000
                ? "escape sequence is an invalid Unicode code point"
                : "";
    }

    private static String unicode(int c) {
        return "U+%04X '%s'".formatted(c, Character.toString(c));
    }
}

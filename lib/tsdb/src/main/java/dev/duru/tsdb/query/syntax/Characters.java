package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;

/** The characters of a query one after the other, and where the present token began. */
final class Characters {
    static final int EOF = -1;

    private final String input;
    int at;
    int start;

    Characters(String input) {
        this.input = input;
    }

    String text() {
        return input;
    }

    /** What was read since the present token began. */
    String read() {
        return input.substring(start, at);
    }

    boolean is(String valid) {
        int c = peek();
        return c != EOF && valid.indexOf(c) >= 0;
    }

    boolean accept(String valid) {
        if (is(valid)) {
            at++;
            return true;
        }
        return false;
    }

    int peek() {
        return at < input.length() ? input.charAt(at) : EOF;
    }

    /** The next character; one beyond the basic plane counts as one. */
    int next() {
        if (at >= input.length()) {
            return EOF;
        }
        int c = input.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    static String shown(int c) {
        return switch (c) {
            case EOF -> "'\uFFFD'";
            case '\'' -> "'\\''";
            case '\\' -> "'\\\\'";
            default -> {
                String quoted = NumberText.quoted(Character.toString(c));
                yield "'" + (c == '"' ? "\"" : quoted.substring(1, quoted.length() - 1)) + "'";
            }
        };
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlpha(int c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isAlphaNumeric(int c) {
        return isAlpha(c) || isDigit(c);
    }
}

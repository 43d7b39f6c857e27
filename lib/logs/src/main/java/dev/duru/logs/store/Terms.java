package dev.duru.logs.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The names of what the index holds for a line, and the forms of its terms. */
final class Terms {
    /** Words of the text, with their places. */
    static final String WORD = "w";

    /** {@code name=value} of fields, in lower case. */
    static final String FIELD = "f";

    /** The names of the fields of a line together, each between two {@link #BETWEEN}. */
    static final String NAMES = "n";

    /** Stands between names. */
    static final char BETWEEN = '\u0001';

    /** Is there when a run of letters was cut into several words. */
    static final String LONG = "long";

    /** The origin's key. */
    static final String ORIGIN = "o";

    /** The level. */
    static final String LEVEL = "l";

    /** The line's number. */
    static final String ID = "id";

    /** When it was said. */
    static final String AT = "at";

    /** Longer values of fields are found by their first characters. */
    private static final int LONGEST_VALUE = 64;

    /**
     * The same of values with blanks, of which there are hardly two that are equal; they end before
     * the first number behind a blank too, since what counts or names is in hardly two.
     */
    private static final int LONGEST_SENTENCE = 16;

    /** A term has at most 32,766 bytes, and a character has up to three. */
    private static final int LONGEST_NAMES = 4_000;

    private Terms() {}

    static String field(String name, String value) {
        return name + "=" + cut(value.toLowerCase(Locale.ROOT));
    }

    private static String cut(String value) {
        int blank = value.indexOf(' ');
        if (blank < 0) {
            return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
        }
        int end = blank;
        while (end < Math.min(value.length(), LONGEST_SENTENCE) && !isDigit(value.charAt(end))) {
            end++;
        }
        return value.substring(0, Math.min(end, LONGEST_SENTENCE));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether no other value has the same term. */
    static boolean isWhole(String value) {
        int length = value.toLowerCase(Locale.ROOT).length();
        return length != LONGEST_SENTENCE && length < LONGEST_VALUE && value.indexOf(' ') < 0;
    }

    /** With what the terms of all values begin that begin so. */
    static String fieldPrefix(String name, String prefix) {
        String cut = cut(prefix.toLowerCase(Locale.ROOT));
        return name + "=" + cut.substring(0, Math.min(cut.length(), LONGEST_SENTENCE));
    }

    /** The names of fields as one term, or as a few when they are long. */
    static List<String> names(Collection<String> names) {
        List<String> terms = new ArrayList<>();
        StringBuilder term = new StringBuilder();
        for (String name : names.stream().sorted().toList()) {
            if (term.isEmpty()) {
                term.append(BETWEEN);
            }
            term.append(name).append(BETWEEN);
            if (term.length() > LONGEST_NAMES) {
                terms.add(term.toString());
                term.setLength(0);
            }
        }
        if (!term.isEmpty()) {
            terms.add(term.toString());
        }
        return terms;
    }
}

package dev.duru.logs.store;

import java.util.Locale;

/** The names of what the index holds for a line, and the forms of its terms. */
final class Terms {
    /** Words of the text, with their places. */
    static final String WORD = "w";

    /** {@code name=value} of fields, in lower case. */
    static final String FIELD = "f";

    /** Names of fields. */
    static final String NAME = "n";

    /** Stands among the names when a run of letters was cut into several words. */
    static final String LONG = "\u0000long";

    /** The origin's key. */
    static final String ORIGIN = "o";

    /** The level. */
    static final String LEVEL = "l";

    /** The line's number. */
    static final String ID = "id";

    /** When it was said. */
    static final String AT = "at";

    /** Longer values of fields are found by their first characters. */
    static final int LONGEST_VALUE = 256;

    private Terms() {}

    static String field(String name, String value) {
        return name + "=" + cut(value.toLowerCase(Locale.ROOT));
    }

    static String cut(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
    }
}

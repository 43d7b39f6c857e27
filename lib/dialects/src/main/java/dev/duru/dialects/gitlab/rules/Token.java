package dev.duru.dialects.gitlab.rules;

/**
 * A piece of an expression.
 *
 * @param text of a variable its name, of a text its content, of a pattern all of it
 * @param offset where it begins
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        VARIABLE,
        INPUT,
        TEXT,
        PATTERN,
        NULL,
        OPEN,
        CLOSE,
        EQUAL,
        UNEQUAL,
        MATCHES,
        DIFFERS,
        AND,
        OR,
        END
    }
}

package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.Value;

/**
 * A piece of code.
 *
 * @param text as written; for a literal its value is in {@code value}
 * @param offset of its first character
 */
record Token(Kind kind, String text, Value value, int offset) {
    enum Kind {
        LITERAL,
        NAME,
        PROPERTY,
        STAR,
        DOT,
        COMMA,
        OPEN,
        CLOSE,
        OPEN_BRACKET,
        CLOSE_BRACKET,
        NOT,
        COMPARE,
        AND,
        OR,
        END
    }

    int end() {
        return offset + text.length();
    }
}

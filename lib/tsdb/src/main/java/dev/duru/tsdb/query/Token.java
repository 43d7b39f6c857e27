package dev.duru.tsdb.query;

/**
 * A word of a query.
 *
 * @param text as written; a string's decoded content
 * @param position characters before it
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        NAME,
        NUMBER,
        DURATION,
        STRING,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    String shown() {
        return kind == Kind.END ? "the end of the query" : "'" + text + "'";
    }
}

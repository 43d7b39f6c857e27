package dev.duru.tsdb.query.syntax;

import java.nio.charset.StandardCharsets;

/**
 * A piece of a query.
 *
 * @param start characters before it
 * @param end characters before what follows it
 */
public record Place(int start, int end) {
    /** The beginning of a query. */
    public static final Place START = new Place(0, 0);

    /** From the start of this to the end of another. */
    Place to(Place other) {
        return new Place(start, other.end);
    }

    /** Where it starts, as {@code line:column}; both begin at 1, columns count bytes in UTF-8. */
    public String in(String query) {
        if (query.isEmpty()) {
            return "unknown position";
        }
        if (start < 0 || start > query.length()) {
            return "invalid position";
        }
        String before = query.substring(0, start);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        String column = before.substring(before.lastIndexOf('\n') + 1);
        return line + ":" + (column.getBytes(StandardCharsets.UTF_8).length + 1);
    }
}

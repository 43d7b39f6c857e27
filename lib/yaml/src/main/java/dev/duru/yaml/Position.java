package dev.duru.yaml;

/**
 * A place in a file.
 *
 * @param file the name to show, as the caller gave it
 * @param line counted from 1
 * @param column in characters, counted from 1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
    /** The first character of {@code file}. */
    public static Position startOf(String file) {
        return new Position(file, 1, 1);
    }

    /** The same line, {@code characters} further right. */
    public Position right(int characters) {
        return new Position(file, line, column + characters);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    /** {@code file:line:column}, which terminals and editors make clickable. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}

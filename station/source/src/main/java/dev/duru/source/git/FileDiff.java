package dev.duru.source.git;

import java.util.List;

/**
 * How one file differs between two commits.
 *
 * @param before its path before; {@code ""} when it was added
 * @param after its path after; {@code ""} when it was deleted
 * @param content the lines, or why there are none
 */
public record FileDiff(String before, String after, Change change, Content content) {
    /** What happened to the file as a whole. */
    public enum Change {
        ADDED,
        MODIFIED,
        DELETED,
        RENAMED,
        COPIED
    }

    /** The lines of a difference, or why it shows none. */
    public sealed interface Content {}

    /** Text, cut into hunks of changed lines with three unchanged ones around them. */
    public record Lines(List<Hunk> hunks, int added, int removed) implements Content {}

    /** At least one side is not text. */
    public record Binary(long sizeBefore, long sizeAfter) implements Content {}

    /** Too much to show, here or in the whole difference. */
    public record TooLarge(long sizeBefore, long sizeAfter) implements Content {}

    /** A run of lines; {@code header} is the {@code @@} line of the unified format. */
    public record Hunk(String header, List<Line> lines) {}

    /**
     * One line.
     *
     * @param sign a space, {@code +} or {@code -}
     * @param before its number before, from 1; 0 when it was added
     * @param after its number after, from 1; 0 when it was removed
     */
    public record Line(char sign, int before, int after, String text) {}

    /** The path to show: the one after, or before when the file is gone. */
    public String path() {
        return after.isEmpty() ? before : after;
    }
}

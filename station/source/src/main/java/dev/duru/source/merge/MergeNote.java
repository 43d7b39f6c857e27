package dev.duru.source.merge;

import java.time.Instant;
import java.util.Locale;

/**
 * Something said of a merge request.
 *
 * @param id counts within the request
 * @param body Markdown; may be empty for what has a meaning of its own
 * @param commit the head at that time
 * @param place where in the difference; {@link Place#NONE} for the request as a whole
 */
public record MergeNote(
        long id, Kind kind, String author, String body, String commit, Place place, Instant at) {

    /** What it means. */
    public enum Kind {
        COMMENT,
        APPROVED,
        CHANGES_REQUESTED,
        /** A verdict that a maintainer took back. */
        DISMISSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A line of the difference.
     *
     * @param path {@code ""} for none
     * @param line from 1
     * @param before whether it is a line of the file as it was, which the request removes
     */
    public record Place(String path, int line, boolean before) {
        public static final Place NONE = new Place("", 0, false);
    }
}

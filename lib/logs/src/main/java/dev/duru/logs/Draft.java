package dev.duru.logs;

import java.util.Map;

/**
 * A line that is to be kept.
 *
 * @param nanos when it was said, nanoseconds since 1970
 * @param text without a line end
 * @param given fields that came beside the text; those within it are found by themselves
 */
public record Draft(long nanos, Origin origin, String text, Map<String, String> given) {
    /** A line without further fields. */
    public Draft(long nanos, Origin origin, String text) {
        this(nanos, origin, text, Map.of());
    }
}

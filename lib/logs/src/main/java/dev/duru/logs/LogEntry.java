package dev.duru.logs;

import java.util.Map;

/**
 * A line that is kept.
 *
 * @param id grows with the order of arrival within a store, from 1
 * @param nanos when it was said, nanoseconds since 1970
 * @param given fields that came beside the text
 */
public record LogEntry(
        long id, long nanos, Origin origin, String text, Map<String, String> given) {}

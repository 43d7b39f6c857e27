package dev.duru.observe.traces;

import java.util.List;
import java.util.Map;

/**
 * A part of a trace.
 *
 * @param service that did it, or {@code ""}
 * @param kind {@code server}, {@code client}, {@code internal}, {@code producer}, {@code consumer}
 *     or {@code ""}
 * @param startNanos nanoseconds since 1970
 * @param endNanos not before the start
 * @param error whether it says that it failed
 * @param message what it says about that
 * @param resource attributes of whoever did it
 */
public record Span(
        Ids ids,
        String service,
        String name,
        String kind,
        long startNanos,
        long endNanos,
        boolean error,
        String message,
        Map<String, String> attributes,
        Map<String, String> resource,
        List<Event> events) {
    private static final double NANOS_OF_MILLI = 1e6;

    /**
     * Ids in hexadecimal digits.
     *
     * @param trace 32 digits
     * @param span 16 digits
     * @param parent 16 digits, or {@code ""} for the first of its trace
     */
    public record Ids(String trace, String span, String parent) {}

    /** Something that happened meanwhile, at nanoseconds since 1970. */
    public record Event(long nanos, String name, Map<String, String> attributes) {}

    /** Of all spans that belong together. */
    public String traceId() {
        return ids.trace();
    }

    /** Its own. */
    public String spanId() {
        return ids.span();
    }

    /** How long it took, in milliseconds. */
    public double millis() {
        return (endNanos - startNanos) / NANOS_OF_MILLI;
    }
}

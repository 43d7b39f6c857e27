package dev.duru.observe.logs.otlp;

import java.util.Map;

/**
 * One record of a request, whatever the form in which it came.
 *
 * @param nanos when it happened, nanoseconds since 1970; 0 when it does not say
 * @param observedNanos when it was seen; 0 when it does not say
 * @param severity 1 to 24; 0 when it does not say
 * @param body text, number, boolean, list or map; {@code ""} for none
 * @param attributes values as that of the body
 * @param trace in hexadecimal digits; empty for none
 * @param span the same
 */
record Told(
        long nanos,
        long observedNanos,
        int severity,
        String severityText,
        Object body,
        Map<String, Object> attributes,
        String trace,
        String span) {}

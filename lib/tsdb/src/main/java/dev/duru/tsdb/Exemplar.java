package dev.duru.tsdb;

/**
 * An example of what a sample counts: one observation, most often with the trace it belongs to.
 *
 * @param labels what identifies the observation, {@code trace_id} for one
 * @param value what was observed
 * @param timeMillis when, milliseconds since 1970
 */
public record Exemplar(Labels labels, double value, long timeMillis) {}

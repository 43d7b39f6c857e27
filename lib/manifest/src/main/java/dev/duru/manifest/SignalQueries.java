package dev.duru.manifest;

import dev.duru.yaml.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where an environment's requests are measured, instead of Duru's edge: Prometheus queries, with
 * the variables of {@link Check.Query}.
 *
 * @param requests how many there were in {@code $window}
 * @param errors how many of these failed; null when that is not known
 * @param latency how many took at most so many seconds, by the label {@code le}; null when that is
 *     not known
 */
public record SignalQueries(
        Position position, String requests, @Nullable String errors, @Nullable String latency) {}

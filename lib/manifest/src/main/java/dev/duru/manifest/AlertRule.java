package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule that people are told of when it holds.
 *
 * @param query an expression of the Prometheus query language
 * @param above fires while the value is more; base units
 * @param below fires while the value is less
 * @param pending how long it must hold before it fires (the key {@code for})
 * @param summary a sentence for people, or {@code ""}
 * @param objective the share of requests that must be answered well, between 0 and 1, in place of
 *     query and limits; null for an alert with a query
 */
public record AlertRule(
        Position position,
        String name,
        String query,
        @Nullable Double above,
        @Nullable Double below,
        Duration pending,
        Severity severity,
        String summary,
        @Nullable Double objective) {
    /** How much it hurts. */
    public enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }
}

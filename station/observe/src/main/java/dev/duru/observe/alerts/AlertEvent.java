package dev.duru.observe.alerts;

import java.time.Instant;
import java.util.Map;

/**
 * An alert began or ended.
 *
 * @param state {@code firing} or {@code resolved}
 * @param startsAt since when it held
 * @param at when Duru heard of it
 */
public record AlertEvent(
        long id,
        String fingerprint,
        String name,
        String state,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant at) {}

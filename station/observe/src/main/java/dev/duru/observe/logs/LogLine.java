package dev.duru.observe.logs;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line, as pages and the API show it.
 *
 * @param id grows with the order of arrival in its project
 * @param environment empty where the line is of none
 * @param release 0 where it is of none
 * @param at when it was said; for the output of applications a fraction of a second later
 * @param text without line end, terminal colours and control characters
 * @param fields what was found in it and came with it, with {@code level} and {@code trace_id}
 */
public record LogLine(
        long id,
        String environment,
        long release,
        String version,
        int replica,
        Instant at,
        String text,
        Map<String, String> fields) {
    private static final long NANOS = 1_000_000_000L;

    /** A line of a store. */
    public static LogLine of(LogEntry entry) {
        Map<String, String> fields = new LinkedHashMap<>(new Line(entry).fields());
        String environment = text(fields.remove("environment"));
        long release = number(fields.remove("release"));
        String version = text(fields.remove("version"));
        int replica = (int) number(fields.remove("replica"));
        return new LogLine(
                entry.id(),
                environment,
                release,
                version,
                replica,
                at(entry.nanos()),
                entry.text(),
                fields);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static long number(@Nullable String value) {
        return value != null && value.matches("[0-9]{1,9}") ? Long.parseLong(value) : 0;
    }

    /** A moment of nanoseconds since 1970. */
    public static Instant at(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    /** Nanoseconds since 1970; 0 for earlier moments. */
    public static long nanos(Instant at) {
        long seconds = Math.clamp(at.getEpochSecond(), 0, Long.MAX_VALUE / NANOS - 1);
        return seconds * NANOS + at.getNano();
    }

    /** How bad it is: {@code error}, {@code warn} and so on; empty when it does not say. */
    public String level() {
        return fields.getOrDefault("level", "");
    }
}

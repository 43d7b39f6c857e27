package dev.duru.manifest;

import dev.duru.dialects.schedule.Cron;
import dev.duru.yaml.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A time in which nothing new goes into an environment.
 *
 * @param window when
 * @param zone whose clocks the window means
 * @param reason for people; may be empty
 */
public record Freeze(Position position, Window window, ZoneId zone, String reason) {
    /** When it freezes. */
    public sealed interface Window {
        /** Once, from one time until before another one. */
        record Once(LocalDateTime from, LocalDateTime to) implements Window {}

        /** Again and again, for so long from each time of a cron line. */
        record Again(Cron cron, Duration length) implements Window {}
    }

    /** The time until which it lasts at least, when it is in force at {@code now}. */
    public Optional<Instant> until(Instant now) {
        return switch (window) {
            case Window.Once(LocalDateTime from, LocalDateTime to) -> {
                Instant end = to.atZone(zone).toInstant();
                boolean begun = !now.isBefore(from.atZone(zone).toInstant());
                yield begun && now.isBefore(end) ? Optional.of(end) : Optional.empty();
            }
            case Window.Again(Cron cron, Duration length) ->
                    cron.next(now.minus(length), zone)
                            .filter(start -> !start.isAfter(now))
                            .map(start -> start.plus(length));
        };
    }
}

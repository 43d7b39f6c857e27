package dev.duru.dialects.schedule;

import dev.duru.yaml.Position;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A time plan of a CI file.
 *
 * @param cron when
 * @param zone whose clock the fields mean; UTC unless the file says otherwise
 */
public record Schedule(Cron cron, ZoneId zone, Position src) {
    /** The first start after {@code after}; none if there never is one. */
    public Optional<Instant> next(Instant after) {
        return cron.next(after, zone);
    }
}

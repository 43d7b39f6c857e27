package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A condition on what the edge measures of a release. At least one of the three limits is there.
 *
 * @param below the reading must be less; in the signal's base unit: a ratio from 0 to 1, seconds,
 *     or requests per second
 * @param above the reading must be more
 * @param tolerance the reading may be at most this many times that of the stable release over the
 *     same window (for {@link Signal#REQUEST_RATE} at least the stable one's divided by it, by
 *     weight)
 * @param window how far back to look; null for the time since the step began
 * @param minRequests fewer requests than this in the window are not enough to judge
 */
public record Gate(
        Position position,
        String name,
        Signal signal,
        @Nullable Double below,
        @Nullable Double above,
        @Nullable Double tolerance,
        @Nullable Duration window,
        int minRequests) {
    public static final int DEFAULT_MIN_REQUESTS = 20;

    /** What can be read, with the unit of its base. */
    public enum Signal {
        /** Responses with a status of 500 and above, and requests without a response, of all. */
        ERROR_RATIO(Unit.RATIO),
        P50(Unit.SECONDS),
        P95(Unit.SECONDS),
        P99(Unit.SECONDS),
        REQUEST_RATE(Unit.PER_SECOND);

        private final Unit unit;

        Signal(Unit unit) {
            this.unit = unit;
        }

        public Unit unit() {
            return unit;
        }
    }

    /** Base units. */
    public enum Unit {
        RATIO,
        SECONDS,
        PER_SECOND
    }
}

package dev.duru.manifest;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a new release takes over from the one before. */
public sealed interface Rollout {
    /** How long gates are read where nothing says so. */
    Duration DEFAULT_EVERY = Duration.ofSeconds(30);

    /** Without progress for this long a rollout is taken back; null for never. */
    @Nullable Duration deadline();

    /**
     * Step by step, beside the stable release.
     *
     * @param steps with rising shares, the last one of 100 %
     * @param every how long each step lasts that says nothing of its own, before its gates are read
     * @param patience how much longer a step waits for enough requests to judge
     */
    record Canary(List<Step> steps, Duration every, Duration patience, @Nullable Duration deadline)
            implements Rollout {
        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step of a canary.
     *
     * @param percent of the traffic that the new release gets; 0 beside a shadow
     * @param shadow percent of the GET and HEAD requests of the stable release that are sent to the
     *     new one as well, whose answers nobody sees
     * @param lasts how long at least; null for the canary's {@code every}
     * @param requests so many of the new release must have been answered before the step ends
     * @param pause whether somebody must say that it goes on
     */
    record Step(int percent, int shadow, @Nullable Duration lasts, int requests, boolean pause) {}

    /**
     * Copies are replaced, no more than so many at a time, and then the gates are read.
     *
     * @param surge copies above {@code replicas} while it goes on
     * @param unavailable copies below {@code replicas} while it goes on
     * @param every how long the gates are read when all are replaced; null for the longest window
     */
    record Rolling(
            Amount surge,
            Amount unavailable,
            @Nullable Duration every,
            @Nullable Duration patience,
            @Nullable Duration deadline)
            implements Rollout {
        /** All new copies first, then all traffic at once. */
        public static final Rolling DEFAULT =
                new Rolling(new Amount(100, true), new Amount(0, false), null, null, null);

        /** Whether the old copies go one after the other, and not all together at the end. */
        public boolean gradual() {
            return !surge.equals(DEFAULT.surge());
        }
    }

    /**
     * A number of copies, or a share of them.
     *
     * @param percent whether {@code value} is a share
     */
    record Amount(int value, boolean percent) {
        /**
         * @param up whether a part of a copy counts as one
         */
        public int of(int replicas, boolean up) {
            return percent ? (up ? (replicas * value + 99) / 100 : replicas * value / 100) : value;
        }
    }

    /**
     * The new copies start beside the old ones, are looked at under an address of their own, and
     * then take all traffic at once.
     *
     * @param preview how long the gates are read before the switch
     * @param pause whether somebody must say that it switches
     * @param every how long the gates are read after the switch; null for the longest window
     */
    record BlueGreen(
            Duration preview,
            boolean pause,
            @Nullable Duration every,
            @Nullable Duration patience,
            @Nullable Duration deadline)
            implements Rollout {
        /** How long the old copies are kept for an instant switch back. */
        public static final Duration DEFAULT_KEEP = Duration.ofMinutes(10);
    }

    /** The old copies stop before the new ones start: for applications that cannot be two. */
    record Recreate(
            @Nullable Duration every, @Nullable Duration patience, @Nullable Duration deadline)
            implements Rollout {}
}

package dev.duru.manifest;

import java.time.Duration;
import java.util.List;

/** How a new release takes over from the one before. */
public sealed interface Rollout {
    /**
     * Step by step, beside the stable release.
     *
     * @param steps percent of the traffic, strictly increasing, the last one 100
     * @param every how long each step lasts before its gates are read
     * @param patience how much longer a step waits for enough requests to judge
     */
    record Canary(List<Integer> steps, Duration every, Duration patience) implements Rollout {
        public static final Duration DEFAULT_EVERY = Duration.ofSeconds(30);

        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /** All traffic at once, when the new replicas are healthy; the old ones drain. */
    record Rolling() implements Rollout {}

    /** The old replicas stop before the new ones start: for applications that cannot be two. */
    record Recreate() implements Rollout {}
}

package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout in progress.
 *
 * @param steps percent of the traffic at each step
 * @param step index of the one that it is at
 * @param percent what the new release gets now
 * @param stepEndsAt when its gates are read, if it gets that far
 * @param gates what they say now
 */
public record RolloutView(
        ReleaseView release,
        List<Integer> steps,
        int step,
        int percent,
        @Nullable Instant stepEndsAt,
        List<GateView> gates) {}

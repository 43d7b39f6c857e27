package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gates would have said of an earlier release.
 *
 * @param outcome {@code passed} or {@code taken_back}
 * @param gate the first that would have failed; empty when none
 * @param at when
 * @param steps as far as it would have come
 */
public record RehearsalView(
        long release, String outcome, String gate, @Nullable Instant at, List<StepView> steps) {

    /** One step of the rollout as it was; the gates as they were at its end. */
    public record StepView(int percent, Instant from, Instant to, List<GateView> gates) {}
}

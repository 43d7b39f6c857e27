package dev.duru.observe.alerts;

import java.time.Instant;
import java.util.List;

/**
 * When a route tells people.
 *
 * @param mute never in these
 * @param active only in these, where there are any
 */
public record Hours(List<TimeInterval> mute, List<TimeInterval> active) {
    /** Always. */
    public static final Hours ALWAYS = new Hours(List.of(), List.of());

    boolean areQuiet(Instant now) {
        return mute.stream().anyMatch(interval -> interval.contains(now))
                || !active.isEmpty()
                        && active.stream().noneMatch(interval -> interval.contains(now));
    }
}

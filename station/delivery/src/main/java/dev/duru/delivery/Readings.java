package dev.duru.delivery;

import dev.duru.delivery.MetricQuery.Reading;
import dev.duru.manifest.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the gates of the release that rolls out, and remembers the last readings for the pages. */
final class Readings {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final MetricQuery metrics;
    private final Map<EnvironmentKey, List<Judged>> latest = new ConcurrentHashMap<>();

    Readings(MetricQuery metrics) {
        this.metrics = metrics;
    }

    List<Judged> read(Release rolling, @Nullable Release live, Plan plan, Instant now) {
        List<Judged> judged = new ArrayList<>();
        for (Gate gate : plan.gates()) {
            Duration since = Duration.between(rolling.since(), now);
            Duration window = gate.window();
            if (window == null || window.compareTo(since) > 0) {
                window = since.compareTo(LEAST) < 0 ? LEAST : since;
            }
            Reading reading = ask(rolling, window);
            Reading stable = gate.tolerance() == null || live == null ? null : ask(live, window);
            judged.add(new Judged(gate, Verdict.of(gate, reading, stable)));
        }
        latest.put(rolling.environment(), judged);
        return judged;
    }

    private Reading ask(Release release, Duration window) {
        return metrics.signals(
                release.project(), release.environment().name(), release.number(), window);
    }

    /** What the gates of the rollout in progress said last. */
    List<Judged> latest(EnvironmentKey key) {
        return latest.getOrDefault(key, List.of());
    }

    void forget(EnvironmentKey key) {
        latest.remove(key);
    }
}

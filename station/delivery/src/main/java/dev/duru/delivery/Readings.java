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

/**
 * Reads the gates and checks of the release that rolls out, and remembers for the pages what they
 * said in the rollout so far.
 */
final class Readings {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int KEPT = 600;

    private final MetricQuery metrics;
    private final Checks checks;
    private final Map<EnvironmentKey, List<Judged>> latest = new ConcurrentHashMap<>();
    private final Map<EnvironmentKey, List<Past>> past = new ConcurrentHashMap<>();

    /** What the gates of a release said at a moment. */
    record Past(Instant at, long release, int step, List<Judged> judged) {}

    Readings(MetricQuery metrics, Checks checks) {
        this.metrics = metrics;
        this.checks = checks;
    }

    List<Judged> read(Release rolling, @Nullable Release live, Plan plan, Instant now) {
        List<Judged> judged = new ArrayList<>();
        Duration since = since(rolling, now);
        for (Gate gate : plan.gates()) {
            Duration window = gate.window();
            boolean compare = gate.tolerance() != null && live != null;
            Verdict.Measured whole = measured(rolling, compare ? live : null, since);
            Verdict.Measured recent =
                    window == null || window.compareTo(since) >= 0
                            ? whole
                            : measured(rolling, compare ? live : null, window);
            judged.add(
                    new Judged(
                            gate.name(),
                            Verdict.of(gate, recent, whole, plan.falseAlarm()),
                            Verdict.level(gate, recent)));
        }
        judged.addAll(checks.read(rolling, plan, now));
        latest.put(rolling.environment(), judged);
        remember(rolling, judged, now);
        return judged;
    }

    private static Duration since(Release rolling, Instant now) {
        Duration since = Duration.between(rolling.since(), now);
        return since.compareTo(LEAST) < 0 ? LEAST : since;
    }

    private Verdict.Measured measured(Release rolling, @Nullable Release stable, Duration window) {
        return new Verdict.Measured(
                ask(rolling, window), stable == null ? null : ask(stable, window));
    }

    private Reading ask(Release release, Duration window) {
        return metrics.signals(
                release.project(), release.environment().name(), release.number(), window);
    }

    /** How many requests the release has answered since its step began. */
    long requests(Release rolling, Instant now) {
        return ask(rolling, since(rolling, now)) instanceof MetricQuery.Signals signals
                ? signals.requests()
                : 0;
    }

    /** One moment a second at most, of the release that rolls out now. */
    private void remember(Release rolling, List<Judged> judged, Instant now) {
        past.compute(
                rolling.environment(),
                (key, before) -> {
                    List<Past> all = new ArrayList<>(before == null ? List.of() : before);
                    all.removeIf(moment -> moment.release() != rolling.number());
                    if (!all.isEmpty() && all.getLast().at().plus(LEAST).isAfter(now)) {
                        return all;
                    }
                    all.add(new Past(now, rolling.number(), rolling.step(), List.copyOf(judged)));
                    if (all.size() > KEPT) {
                        all.removeFirst();
                    }
                    return all;
                });
    }

    /** What the gates of the rollout in progress said last. */
    List<Judged> latest(EnvironmentKey key) {
        return latest.getOrDefault(key, List.of());
    }

    /** What they said before, oldest first. */
    List<Past> past(EnvironmentKey key) {
        return List.copyOf(past.getOrDefault(key, List.of()));
    }

    void forget(EnvironmentKey key) {
        latest.remove(key);
        past.remove(key);
        checks.forget(key);
    }
}

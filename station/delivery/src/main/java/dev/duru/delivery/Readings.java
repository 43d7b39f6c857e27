package dev.duru.delivery;

import dev.duru.delivery.MetricQuery.Reading;
import dev.duru.manifest.Gate;
import dev.duru.manifest.SignalQueries;
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
    private final QueriedSignals queried;
    private final Checks checks;
    private final Map<EnvironmentKey, List<Judged>> latest = new ConcurrentHashMap<>();
    private final Map<EnvironmentKey, List<Past>> past = new ConcurrentHashMap<>();

    /** What the gates of a release said at a moment. */
    record Past(Instant at, long release, int step, List<Judged> judged) {}

    Readings(MetricQuery metrics, ValueQuery values, Checks checks) {
        this.metrics = metrics;
        this.queried = new QueriedSignals(values);
        this.checks = checks;
    }

    List<Judged> read(Release rolling, @Nullable Release live, Plan plan, Instant now) {
        List<Judged> judged = new ArrayList<>();
        Duration since = since(rolling, now);
        for (Gate gate : plan.gates()) {
            Duration window = gate.window();
            boolean compare = gate.tolerance() != null && live != null;
            Ask ask = new Ask(rolling, plan.signals(), now);
            Verdict.Measured whole = measured(ask, compare ? live : null, null);
            Verdict.Measured recent =
                    window == null || window.compareTo(since) >= 0
                            ? whole
                            : measured(ask, compare ? live : null, window);
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

    /**
     * Who is asked, and when.
     *
     * @param queries in place of the edge; null for the edge
     */
    private record Ask(Release rolling, @Nullable SignalQueries queries, Instant now) {}

    /**
     * @param window null for the time since the step began
     */
    private Verdict.Measured measured(
            Ask ask, @Nullable Release stable, @Nullable Duration window) {
        return new Verdict.Measured(
                reading(ask, ask.rolling(), window),
                stable == null ? null : reading(ask, stable, window));
    }

    private Reading reading(Ask ask, Release release, @Nullable Duration window) {
        SignalQueries queries = ask.queries();
        if (queries == null) {
            return metrics.signals(
                    release.project(),
                    release.environment().name(),
                    release.number(),
                    window == null ? since(ask.rolling(), ask.now()) : window);
        }
        return window == null
                ? queried.since(release, queries, ask.rolling().since(), ask.now())
                : queried.within(release, queries, window, ask.now());
    }

    /** How many requests the release has answered since its step began. */
    long requests(Release rolling, Plan plan, Instant now) {
        return reading(new Ask(rolling, plan.signals(), now), rolling, null)
                        instanceof MetricQuery.Signals signals
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
        queried.forget(key);
    }
}

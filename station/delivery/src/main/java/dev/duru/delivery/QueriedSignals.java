package dev.duru.delivery;

import dev.duru.delivery.MetricQuery.Reading;
import dev.duru.manifest.SignalQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What queries of duru.yml say of a release's requests, where it is not the edge that measures
 * them. As {@link Checks} they are asked beside the reconcile loop, again after a pause.
 */
final class QueriedSignals {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ValueQuery values;
    private final Map<Asked, Answer> answers = new ConcurrentHashMap<>();

    /**
     * @param key where it rolls out
     * @param from the beginning of the step; of a fixed window the epoch
     */
    private record Asked(EnvironmentKey key, long release, Instant from, Duration window) {}

    /**
     * @param under whether somebody asks right now
     */
    private record Answer(Reading reading, Instant at, boolean under) {}

    QueriedSignals(ValueQuery values) {
        this.values = values;
    }

    /** What was known last of the time since the step began. */
    Reading since(Release release, SignalQueries queries, Instant from, Instant now) {
        Duration window = Duration.between(from, now);
        return read(
                new Asked(release.environment(), release.number(), from, Duration.ZERO),
                release,
                queries,
                window,
                now);
    }

    /** What was known last of a window. */
    Reading within(Release release, SignalQueries queries, Duration window, Instant now) {
        return read(
                new Asked(release.environment(), release.number(), Instant.EPOCH, window),
                release,
                queries,
                window,
                now);
    }

    private Reading read(
            Asked asked, Release release, SignalQueries queries, Duration window, Instant now) {
        Answer known = answers.get(asked);
        if (known != null && (known.under() || now.isBefore(known.at().plus(PAUSE)))) {
            return known.reading();
        }
        Reading before = known == null ? new MetricQuery.Unread("is being asked") : known.reading();
        answers.put(asked, new Answer(before, now, true));
        Thread.ofVirtual()
                .name("signals-" + release.number())
                .start(() -> {
                    Reading said = measure(values, release, queries, window, now);
                    answers.computeIfPresent(asked, (key, old) -> new Answer(said, now, false));
                });
        return before;
    }

    void forget(EnvironmentKey key) {
        answers.keySet().removeIf(asked -> asked.key().equals(key));
    }

    /** Asks the queries about a window that ends at a time. */
    static Reading measure(
            ValueQuery values,
            Release release,
            SignalQueries queries,
            Duration window,
            Instant at) {
        try {
            ValueQuery.Answer.Value requests =
                    value(values, release, queries.requests(), window, at);
            long count = requests == null ? 0 : Math.round(requests.value());
            if (count <= 0) {
                return new MetricQuery.NoTraffic();
            }
            ValueQuery.Answer.Value errors = value(values, release, queries.errors(), window, at);
            ValueQuery.Answer.Value latency = value(values, release, queries.latency(), window, at);
            return signals(
                    count,
                    errors == null ? 0 : Math.min(count, Math.round(errors.value())),
                    latency == null ? new TreeMap<>() : latency.buckets(),
                    window);
        } catch (Unreadable e) {
            return new MetricQuery.Unread("cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            return new MetricQuery.Unread("could not be asked: " + e.getMessage());
        }
    }

    /** Null when no series fits, or there is no such query. */
    private static ValueQuery.Answer.@Nullable Value value(
            ValueQuery values,
            Release release,
            @Nullable String query,
            Duration window,
            Instant at) {
        if (query == null) {
            return null;
        }
        String filled = Checks.promql(query, release, window);
        return switch (values.value(release.project(), filled, at)) {
            case ValueQuery.Answer.Value value -> value;
            case ValueQuery.Answer.Nothing() -> null;
            case ValueQuery.Answer.Unreadable(String why) -> throw new Unreadable(why);
        };
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    private static MetricQuery.Signals signals(
            long requests, long errors, SortedMap<Double, Double> buckets, Duration window) {
        List<Double> bounds = new ArrayList<>(buckets.keySet());
        List<Long> counts = buckets.values().stream().map(Math::round).toList();
        MetricQuery.Latencies latencies = new MetricQuery.Latencies(bounds, counts);
        long measured = counts.isEmpty() ? 0 : counts.getLast();
        return new MetricQuery.Signals(
                requests,
                errors,
                (double) errors / requests,
                latencies.quantile(0.5, measured),
                latencies.quantile(0.95, measured),
                latencies.quantile(0.99, measured),
                (double) requests / Math.max(1, window.toSeconds()),
                latencies);
    }
}

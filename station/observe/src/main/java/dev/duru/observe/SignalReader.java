package dev.duru.observe;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Quantiles;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Reckons signals from the edge's counters in the store. */
final class SignalReader {
    private static final long LOOK_BACK_MILLIS = 120_000;

    private final SeriesReader store;

    SignalReader(SeriesReader store) {
        this.store = store;
    }

    /** What a release gained over a window. */
    static final class Counts {
        private double requests;
        private double errors;
        private final TreeMap<Double, Double> buckets = new TreeMap<>();

        void add(Counts other) {
            requests += other.requests;
            errors += other.errors;
            other.buckets.forEach((bound, count) -> buckets.merge(bound, count, Double::sum));
        }

        Signals signals(Duration window) {
            if (requests < 1) {
                return new Signals.NoTraffic("no request in the last " + window.toSeconds() + " s");
            }
            return new Signals.Measured(
                    Math.round(requests),
                    Math.round(errors),
                    Math.min(1, errors / requests),
                    requests / (window.toMillis() / 1000.0),
                    quantile(0.5),
                    quantile(0.95),
                    quantile(0.99),
                    List.copyOf(buckets.keySet()),
                    buckets.values().stream().map(Math::round).toList());
        }

        private double quantile(double share) {
            return Quantiles.of(
                    share,
                    buckets.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                    buckets.values().stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    /** The gains of each release that fulfils the matchers. */
    Map<ReleaseKey, Counts> counts(
            List<Matcher> matchers, Duration window, long atMillis, long firstScrapeMillis) {
        Map<ReleaseKey, Counts> found = new HashMap<>();
        long from = atMillis - window.toMillis();
        // What was kept from before a restart or a long gap says nothing about now.
        long oldest = Math.max(from - LOOK_BACK_MILLIS, firstScrapeMillis);
        BiConsumer<String, BiConsumer<Counts, Gain>> each =
                (name, add) -> {
                    List<Matcher> all = new ArrayList<>(matchers);
                    all.add(Matcher.equal(Labels.NAME, name));
                    for (Series s : store.select(all, oldest, atMillis)) {
                        double gained = Growth.of(s, from, atMillis, firstScrapeMillis);
                        Counts counts =
                                found.computeIfAbsent(ReleaseKey.of(s.labels()), k -> new Counts());
                        add.accept(counts, new Gain(s.labels().value("le"), gained));
                    }
                };
        each.accept("duru_edge_requests_total", (counts, gain) -> counts.requests += gain.gained());
        each.accept("duru_edge_errors_total", (counts, gain) -> counts.errors += gain.gained());
        each.accept(
                "duru_edge_request_duration_seconds_bucket",
                (counts, gain) -> counts.buckets.merge(gain.bound(), gain.gained(), Double::sum));
        return found;
    }

    private record Gain(String le, double gained) {
        double bound() {
            return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
        }
    }
}

package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Duration;
import java.util.List;

/** Port: what was measured of a release, by whoever sees its requests. */
@FunctionalInterface
public interface MetricQuery {
    /** What happened in the last {@code window}. */
    Reading signals(ProjectName app, String environment, long release, Duration window);

    /** What is known about a window. */
    sealed interface Reading {}

    /** No request came, or nothing is known: neither good nor bad. */
    record NoTraffic() implements Reading {}

    /** It cannot be told yet, or not at all. */
    record Unread(String why) implements Reading {}

    /**
     * At least one request came.
     *
     * @param errors answers of 500 and above, and requests without an answer
     * @param errorRatio from 0 to 1
     * @param p50 seconds, as are p95 and p99
     * @param rate requests per second
     * @param latencies all of them, as the quantiles were taken from
     */
    record Signals(
            long requests,
            long errors,
            double errorRatio,
            double p50,
            double p95,
            double p99,
            double rate,
            Latencies latencies)
            implements Reading {
        /** Where only the quantiles are known. */
        public Signals(
                long requests,
                long errors,
                double errorRatio,
                double p50,
                double p95,
                double p99,
                double rate) {
            this(
                    requests,
                    errors,
                    errorRatio,
                    p50,
                    p95,
                    p99,
                    rate,
                    new Latencies(
                            List.of(p50, p95, p99),
                            List.of(requests / 2, requests * 95 / 100, requests * 99 / 100)));
        }

        /** How many requests surely took longer. */
        long slower(double seconds) {
            return Math.max(0, requests - latencies.within(seconds));
        }
    }

    /**
     * How many requests took at most so long.
     *
     * @param bounds in seconds, rising
     * @param counts of requests up to each bound, those of lower ones included
     */
    record Latencies(List<Double> bounds, List<Long> counts) {
        public Latencies {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }

        /** The seconds within which a share of all requests were, between bounds as on a line. */
        double quantile(double share, long requests) {
            double rank = share * requests;
            double from = 0;
            long below = 0;
            for (int i = 0; i < bounds.size(); i++) {
                double to = bounds.get(i);
                if (counts.get(i) >= rank) {
                    long here = counts.get(i) - below;
                    return Double.isInfinite(to) || here <= 0
                            ? from
                            : from + (to - from) * (rank - below) / here;
                }
                from = to;
                below = counts.get(i);
            }
            return from;
        }

        /** Requests up to the first bound that is no less; beyond the last all count. */
        private long within(double seconds) {
            for (int i = 0; i < bounds.size(); i++) {
                if (bounds.get(i) >= seconds) {
                    return counts.get(i);
                }
            }
            return Long.MAX_VALUE;
        }
    }
}

package dev.duru.observe;

import java.util.List;

/** How a release did over a window of time, as the edge saw it. */
public sealed interface Signals {
    /**
     * There was traffic.
     *
     * @param requests answered
     * @param errors of these: status 5xx, or an answer that broke off
     * @param errorRatio 0 to 1
     * @param requestRate a second
     * @param p50 seconds, as all quantiles here, taken from the edge's buckets
     * @param bounds of the buckets, in seconds
     * @param counts of requests up to each bound
     */
    record Measured(
            long requests,
            long errors,
            double errorRatio,
            double requestRate,
            double p50,
            double p95,
            double p99,
            List<Double> bounds,
            List<Long> counts)
            implements Signals {}

    /** There was none, or nothing is known; {@code why} says which. */
    record NoTraffic(String why) implements Signals {}
}

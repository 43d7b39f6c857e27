package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Duration;

/** Port: what was measured of a release, by whoever sees its requests. */
@FunctionalInterface
public interface MetricQuery {
    /** What happened in the last {@code window}. */
    Reading signals(ProjectName app, String environment, long release, Duration window);

    /** What is known about a window. */
    sealed interface Reading {}

    /** No request came, or nothing is known: neither good nor bad. */
    record NoTraffic() implements Reading {}

    /**
     * At least one request came.
     *
     * @param errors answers of 500 and above, and requests without an answer
     * @param errorRatio from 0 to 1
     * @param p50 seconds, as are p95 and p99
     * @param rate requests per second
     */
    record Signals(
            long requests,
            long errors,
            double errorRatio,
            double p50,
            double p95,
            double p99,
            double rate)
            implements Reading {}
}

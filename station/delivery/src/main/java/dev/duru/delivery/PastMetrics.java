package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Instant;

/** Port: what was measured of a release at an earlier time, as far as it is still known. */
@FunctionalInterface
public interface PastMetrics {
    /** Where nothing is kept. */
    PastMetrics NONE = (app, environment, release, from, to) -> new MetricQuery.NoTraffic();

    MetricQuery.Reading signals(
            ProjectName app, String environment, long release, Instant from, Instant to);
}

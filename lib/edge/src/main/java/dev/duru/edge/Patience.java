package dev.duru.edge;

import java.time.Duration;
import java.util.Locale;

/** How long the parts of one request may take: the route's word, else the edge's. */
record Patience(EdgeLimits limits, RouteSettings.Timeouts route) {
    /** Until the answer begins. */
    Duration head() {
        Integer millis = route.headMillis();
        return millis == null ? limits.response() : Duration.ofMillis(millis);
    }

    /** Between two pieces. */
    Duration stream(boolean tunnel) {
        Integer millis = route.idleMillis();
        if (millis != null) {
            return Duration.ofMillis(millis);
        }
        return tunnel ? limits.tunnel() : limits.stream();
    }

    /** Whether all of it took too long. */
    boolean overdue(long nowNanos, long startedNanos) {
        Integer millis = route.totalMillis();
        return millis != null
                && FrontHandler.passed(nowNanos, startedNanos, Duration.ofMillis(millis));
    }

    String shown(boolean total) {
        Integer whole = route.totalMillis();
        long millis = total && whole != null ? whole : head().toMillis();
        return millis % 1000 == 0
                ? Long.toString(millis / 1000)
                : String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }
}

package dev.duru.observe.traces;

import dev.duru.logs.query.LogExpr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are wanted: those with a span that is so.
 *
 * @param service empty for any
 * @param name of the span; empty for any
 * @param errors only spans that failed
 * @param shortest the least that it took; null for any
 * @param longest the most that it took; null for any
 * @param fromNanos began at this moment or later
 * @param toNanos began before this moment
 * @param most so many traces at most, the newest
 */
public record TraceQuery(
        String service,
        String name,
        boolean errors,
        @Nullable Duration shortest,
        @Nullable Duration longest,
        long fromNanos,
        long toNanos,
        int most) {
    LogExpr expr() {
        List<LogExpr> all = new ArrayList<>();
        if (!service.isEmpty()) {
            all.add(new LogExpr.FieldIs("service", service));
        }
        if (!name.isEmpty()) {
            all.add(new LogExpr.FieldIs("name", name));
        }
        if (errors) {
            all.add(new LogExpr.FieldIs("error", "true"));
        }
        if (shortest != null || longest != null) {
            all.add(
                    new LogExpr.FieldWithin(
                            "duration_ms",
                            shortest == null ? 0 : millis(shortest),
                            true,
                            longest == null ? Double.POSITIVE_INFINITY : millis(longest),
                            true));
        }
        return LogExpr.all(all);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}

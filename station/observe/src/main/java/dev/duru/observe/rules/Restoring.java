package dev.duru.observe.rules;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.Stale;
import java.time.Duration;
import java.util.List;

/**
 * Finds since when alerts hold in what was kept before a restart. The time in which nothing was
 * evaluated counts for no alert that still waits; one that had waited long enough gets ten minutes
 * before it fires, as in Prometheus.
 */
final class Restoring {
    private static final long OUTAGE_MILLIS = Duration.ofHours(1).toMillis();
    private static final long GRACE_MILLIS = Duration.ofMinutes(10).toMillis();

    private Restoring() {}

    static void restore(Rule.Alerting rule, AlertingState state, SeriesReader reader, long at) {
        long pending = rule.pending().toMillis();
        if (pending == 0) {
            return;
        }
        List<Series> kept =
                reader.select(
                        List.of(
                                Matcher.equal(Labels.NAME, Group.FOR_STATE),
                                Matcher.equal("alertname", rule.name())),
                        at - OUTAGE_MILLIS,
                        at - 1);
        for (Series series : kept) {
            int last = series.size() - 1;
            double value = series.values()[last];
            if (!Stale.is(value) && Double.isFinite(value)) {
                long since = Math.round(value * 1000);
                state.since(
                        series.labels().withoutName(),
                        since(since, series.times()[last], pending, at));
            }
        }
    }

    private static long since(long since, long downAt, long pending, long at) {
        long remaining = pending - (downAt - since);
        if (remaining <= 0) {
            return since;
        }
        if (remaining < GRACE_MILLIS) {
            return Math.min(at, at + Math.min(GRACE_MILLIS, pending) - pending);
        }
        return since + (at - downAt);
    }
}

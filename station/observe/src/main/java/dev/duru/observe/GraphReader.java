package dev.duru.observe;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts recorded signals and facts together into graphs. */
final class GraphReader {
    private static final int MOST_FACTS = 1_000;
    private static final long BRIDGED_MILLIS = 4_000;

    private final SeriesReader store;
    private final Ledger ledger;

    GraphReader(SeriesReader store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    Graph read(ProjectName project, String environment, Instant from, Instant to, int points) {
        long start = from.toEpochMilli();
        long step = Math.max(1_000, (to.toEpochMilli() - start) / Math.max(1, points));
        start -= start % step;
        List<Long> times = new ArrayList<>();
        for (long t = start; t <= to.toEpochMilli(); t += step) {
            times.add(t);
        }
        List<Graph.Line> lines = new ArrayList<>();
        add(
                lines,
                times,
                step,
                "error_ratio",
                select(project, environment, "duru_error_ratio", ""));
        add(
                lines,
                times,
                step,
                "request_rate",
                select(project, environment, "duru_request_rate", ""));
        for (String quantile : List.of("0.5", "0.95", "0.99")) {
            String signal = "p" + quantile.replace("0.", "").replaceAll("^5$", "50");
            add(
                    lines,
                    times,
                    step,
                    signal,
                    select(project, environment, "duru_latency_seconds", quantile));
        }
        return new Graph(times, lines, markers(project, environment, from, to));
    }

    private List<Series> select(
            ProjectName project, String environment, String name, String quantile) {
        List<Matcher> matchers =
                List.of(
                        Matcher.equal(Labels.NAME, name),
                        Matcher.equal("app", project.toString()),
                        Matcher.equal("env", environment),
                        Matcher.equal("quantile", quantile));
        return store.select(matchers, 0, Long.MAX_VALUE);
    }

    /** The last value within each step; none stays NaN. */
    private static void add(
            List<Graph.Line> lines, List<Long> times, long step, String signal, List<Series> all) {
        for (Series series : all) {
            List<Double> values = new ArrayList<>(Collections.nCopies(times.size(), Double.NaN));
            boolean any = false;
            for (int i = 0; i < series.size(); i++) {
                long slot = Math.floorDiv(series.times()[i] - times.getFirst(), step);
                if (slot >= 0 && slot < values.size()) {
                    values.set((int) slot, series.values()[i]);
                    any = true;
                }
            }
            if (any) {
                bridge(values, Math.max(1, BRIDGED_MILLIS / step));
                Labels labels = series.labels();
                lines.add(
                        new Graph.Line(
                                signal, labels.value("release"), labels.value("version"), values));
            }
        }
    }

    /** A reading that came a little late is no gap: the value before it holds for so many steps. */
    private static void bridge(List<Double> values, long steps) {
        long since = steps;
        for (int i = 1; i < values.size(); i++) {
            boolean missing = values.get(i).isNaN();
            since = missing ? since + 1 : 0;
            if (missing && since <= steps) {
                values.set(i, values.get(i - 1));
            }
        }
    }

    private List<Graph.Marker> markers(
            ProjectName project, String environment, Instant from, Instant to) {
        List<Graph.Marker> markers = new ArrayList<>();
        for (Entry entry : ledger.ofProject(project, Long.MAX_VALUE, MOST_FACTS)) {
            if (entry.at().isBefore(from)) {
                break;
            }
            if (entry.at().isAfter(to)) {
                continue;
            }
            long at = entry.at().toEpochMilli();
            Fact fact = entry.fact();
            if (fact instanceof Fact.ReleaseDeployed f && f.environment().equals(environment)) {
                markers.add(new Graph.Marker(at, "deployed", f.release(), f.commit()));
            } else if (fact instanceof Fact.RolloutStarted f
                    && f.environment().equals(environment)) {
                markers.add(new Graph.Marker(at, "rollout", f.release(), f.commit()));
            } else if (fact instanceof Fact.GateFailed f && f.environment().equals(environment)) {
                markers.add(new Graph.Marker(at, "gate-failed", f.release(), f.commit()));
            } else if (fact instanceof Fact.RolledBack f && f.environment().equals(environment)) {
                markers.add(new Graph.Marker(at, "rolled-back", f.release(), f.commit()));
            }
        }
        return markers.reversed();
    }
}

package dev.duru.observe;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.alerts.AlertEvent;
import dev.duru.observe.alerts.Alerts;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts recorded signals and facts together into graphs. */
final class GraphReader {
    private static final int MOST_FACTS = 1_000;
    private static final int MOST_ALERTS = 200;
    private static final long BRIDGED_MILLIS = 4_000;

    /** The signals that have one series for each release, by the names of their series. */
    private static final Map<String, String> SIGNALS =
            new TreeMap<>(
                    Map.of(
                            "error_ratio",
                            "duru_error_ratio",
                            "request_rate",
                            "duru_request_rate",
                            "in_flight",
                            "duru_edge_requests_in_flight"));

    private final SeriesReader store;
    private final Ledger ledger;
    private final Alerts alerts;

    GraphReader(SeriesReader store, Ledger ledger, Alerts alerts) {
        this.store = store;
        this.ledger = ledger;
        this.alerts = alerts;
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
        Source source = new Source(project, environment, start, to.toEpochMilli());
        SIGNALS.forEach(
                (signal, name) -> add(lines, times, step, signal, select(source, name, "")));
        for (String quantile : List.of("0.5", "0.95", "0.99")) {
            String signal = "p" + quantile.replace("0.", "").replaceAll("^5$", "50");
            add(lines, times, step, signal, select(source, "duru_latency_seconds", quantile));
        }
        return new Graph(times, lines, markers(project, environment, from, to));
    }

    private record Source(ProjectName project, String environment, long from, long to) {}

    private List<Series> select(Source source, String name, String quantile) {
        List<Matcher> matchers =
                List.of(
                        Matcher.equal(Labels.NAME, name),
                        Matcher.equal("app", source.project().toString()),
                        Matcher.equal("env", source.environment()),
                        Matcher.equal("quantile", quantile));
        return store.select(matchers, source.from(), source.to());
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
                markers.add(Graph.Marker.of(at, "deployed", f.release(), f.commit()));
            } else if (fact instanceof Fact.RolloutStarted f
                    && f.environment().equals(environment)) {
                markers.add(Graph.Marker.of(at, "rollout", f.release(), f.commit()));
            } else if (fact instanceof Fact.GateFailed f && f.environment().equals(environment)) {
                markers.add(Graph.Marker.of(at, "gate-failed", f.release(), f.commit()));
            } else if (fact instanceof Fact.RolledBack f && f.environment().equals(environment)) {
                markers.add(Graph.Marker.of(at, "rolled-back", f.release(), f.commit()));
            }
        }
        markers.addAll(alerts(project, environment, from, to));
        markers.sort(Comparator.comparingLong(Graph.Marker::timeMillis));
        return markers;
    }

    /** Of this environment, or of none in particular. */
    private List<Graph.Marker> alerts(
            ProjectName project, String environment, Instant from, Instant to) {
        List<Graph.Marker> found = new ArrayList<>();
        for (AlertEvent event :
                alerts.history(project.toString(), "", Long.MAX_VALUE, MOST_ALERTS)) {
            String env = event.labels().getOrDefault("env", environment);
            if (env.equals(environment) && !event.at().isBefore(from) && !event.at().isAfter(to)) {
                found.add(
                        new Graph.Marker(
                                event.at().toEpochMilli(),
                                "alert-" + event.state(),
                                0,
                                "",
                                event.name()));
            }
        }
        return found;
    }
}

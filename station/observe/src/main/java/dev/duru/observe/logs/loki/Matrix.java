package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.store.LogStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of a metric at each step, filled line by line. */
final class Matrix {
    private static final int MOST_SERIES = 2_000;
    private static final int MOST_STEPS = 11_000;
    private static final long MILLI = 1_000_000L;

    private final LogQl.Metric metric;
    private final long startNanos;
    private final long stepNanos;
    private final int steps;
    private final long rangeNanos;
    private final Map<SortedMap<String, String>, double[]> series = new LinkedHashMap<>();

    Matrix(LogQl.Metric metric, long startNanos, long stepNanos, int steps) {
        this.metric = metric;
        this.startNanos = startNanos;
        this.stepNanos = stepNanos;
        this.steps = steps;
        this.rangeNanos = (long) (metric.rangeSeconds() * 1e9);
    }

    /** One with a point at each step from a start to an end. */
    static Matrix over(LogQl.Metric metric, long startNanos, long endNanos, long stepNanos) {
        long steps = Math.max(0, endNanos - startNanos) / stepNanos + 1;
        if (steps > MOST_STEPS) {
            throw ProblemException.user(
                    steps + " steps are more than " + MOST_STEPS + "; use a longer step");
        }
        return new Matrix(metric, startNanos, stepNanos, (int) steps);
    }

    /** Adds the lines of a store, if there is one, that count between two moments. */
    void fill(Optional<LogStore> store, long startNanos, long endNanos) {
        LogQl.Selection lines = metric.lines();
        store.ifPresent(one ->
                LokiRoutes.asked(() -> {
                    one.scan(
                            lines.expr(one),
                            Math.max(0, startNanos - rangeNanos + 1),
                            endNanos + 1,
                            LokiRoutes.LONGEST,
                            entry -> {
                                add(entry, Streams.labels(entry, lines.parsed()));
                                return true;
                            });
                    return true;
                }));
    }

    /** A line is in the range of all steps from its moment on. */
    private void add(LogEntry entry, SortedMap<String, String> labels) {
        double[] values = series.get(labels);
        if (values == null) {
            if (series.size() >= MOST_SERIES) {
                throw new LogsException(
                        LogsException.Kind.LIMIT,
                        "more than "
                                + MOST_SERIES
                                + " series; select fewer lines, or leave out | json");
            }
            values = new double[steps];
            series.put(labels, values);
        }
        long first = Math.max(0, Math.ceilDiv(entry.nanos() - startNanos, stepNanos));
        long last =
                Math.min(
                        steps - 1L,
                        Math.floorDiv(entry.nanos() + rangeNanos - 1 - startNanos, stepNanos));
        double one =
                metric.function().startsWith("bytes")
                        ? entry.text().getBytes(StandardCharsets.UTF_8).length
                        : 1;
        for (long i = first; i <= last; i++) {
            values[(int) i] += one;
        }
    }

    private Map<SortedMap<String, String>, double[]> grouped() {
        if (metric.aggregation().isEmpty()) {
            return series;
        }
        Map<SortedMap<String, String>, List<double[]>> groups = new LinkedHashMap<>();
        series.forEach((labels, values) -> {
            SortedMap<String, String> kept = new TreeMap<>(labels);
            kept.keySet().removeIf(name -> metric.labels().contains(name) != metric.by());
            groups.computeIfAbsent(kept, key -> new ArrayList<>()).add(values);
        });
        Map<SortedMap<String, String>, double[]> all = new LinkedHashMap<>();
        groups.forEach((labels, values) -> {
            double[] of = new double[steps];
            for (int i = 0; i < steps; i++) {
                int step = i;
                of[i] =
                        aggregated(
                                values.stream()
                                        .mapToDouble(v -> v[step])
                                        .filter(v -> v > 0)
                                        .toArray());
            }
            all.put(labels, of);
        });
        return all;
    }

    private double aggregated(double[] values) {
        return values.length == 0
                ? 0
                : switch (metric.aggregation()) {
                    case "sum" -> Arrays.stream(values).sum();
                    case "avg" -> Arrays.stream(values).average().orElse(0);
                    case "min" -> Arrays.stream(values).min().orElse(0);
                    case "max" -> Arrays.stream(values).max().orElse(0);
                    // a count is no rate: it is not divided below
                    default -> values.length * divisor();
                };
    }

    private double divisor() {
        return metric.function().endsWith("rate") ? metric.rangeSeconds() : 1;
    }

    /**
     * As Loki answers it; steps without a line have no value.
     *
     * @param instant whether each series has one value
     */
    List<Map<String, Object>> result(boolean instant) {
        List<Map<String, Object>> result = new ArrayList<>();
        grouped()
                .forEach((labels, values) -> {
                    List<Object> points = new ArrayList<>();
                    for (int i = 0; i < steps; i++) {
                        if (values[i] > 0) {
                            double seconds = (startNanos + i * stepNanos) / MILLI / 1e3;
                            points.add(List.of(seconds, number(values[i] / divisor())));
                        }
                    }
                    if (!points.isEmpty()) {
                        Map<String, Object> one = new LinkedHashMap<>();
                        one.put("metric", labels);
                        one.put(instant ? "value" : "values", instant ? points.getLast() : points);
                        result.add(one);
                    }
                });
        return result;
    }

    private static String number(double value) {
        return value == Math.rint(value) && value < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}

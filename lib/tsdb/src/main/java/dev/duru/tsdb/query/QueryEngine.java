package dev.duru.tsdb.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers queries from a store. Safe for many threads. */
public final class QueryEngine {
    private static final int MOST_STEPS = 11_000;

    private final SeriesReader store;
    private final long lookbackMillis;

    /**
     * An engine.
     *
     * @param lookback how old a series' last sample may be and still count as its value
     */
    public QueryEngine(SeriesReader store, Duration lookback) {
        this.store = store;
        this.lookbackMillis = lookback.toMillis();
    }

    /**
     * Reads a query without answering it.
     *
     * @throws QueryException with the position of what is wrong
     */
    public static Expr parse(String query) {
        return Parser.parse(query);
    }

    /**
     * The value at a time.
     *
     * @param atMillis milliseconds since 1970
     * @throws QueryException when the query cannot be understood or answered
     */
    public Value instant(String query, long atMillis) {
        return new Evaluation(store, atMillis, lookbackMillis).of(Parser.parse(query));
    }

    /**
     * The values at each step of a time range; a number becomes one series without labels.
     *
     * @throws QueryException when the query gives no numbers, or the range has too many steps
     */
    public List<Series> range(String query, long fromMillis, long toMillis, long stepMillis) {
        Expr expr = Parser.parse(query);
        if (expr.type() == Expr.Type.MATRIX || expr.type() == Expr.Type.STRING) {
            throw new QueryException(
                    expr.position(), "a range query gives numbers, not " + expr.type().shown());
        }
        if (stepMillis <= 0 || toMillis < fromMillis) {
            throw new QueryException(
                    0, "the step must be above 0 and the end not before the start");
        }
        if ((toMillis - fromMillis) / stepMillis >= MOST_STEPS) {
            throw new QueryException(
                    0, "the range has more than " + MOST_STEPS + " steps; take a longer step");
        }
        SeriesReader once = new Prefetched(store, toMillis - fromMillis);
        Map<Labels, Points> found = new TreeMap<>(Comparator.naturalOrder());
        for (long at = fromMillis; at <= toMillis; at += stepMillis) {
            long time = at;
            Value value = new Evaluation(once, at, lookbackMillis).of(expr);
            if (value instanceof Value.Scalar(double number)) {
                found.computeIfAbsent(Labels.EMPTY, l -> new Points()).add(time, number);
            } else if (value instanceof Value.Vector(List<Value.Sample> samples)) {
                for (Value.Sample sample : samples) {
                    found.computeIfAbsent(sample.labels(), l -> new Points())
                            .add(time, sample.value());
                }
            }
        }
        List<Series> series = new ArrayList<>();
        found.forEach((labels, points) -> series.add(points.series(labels)));
        return series;
    }

    private static final class Points {
        private final List<Long> times = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();

        void add(long time, double value) {
            times.add(time);
            values.add(value);
        }

        Series series(Labels labels) {
            return new Series(
                    labels,
                    times.stream().mapToLong(Long::longValue).toArray(),
                    values.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}

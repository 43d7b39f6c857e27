package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.Quantile;
import dev.duru.tsdb.query.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/** Functions that make a vector, or a number, of vectors and numbers. */
final class VectorFunctions {
    private static final Map<String, Function<CallContext, List<Row>>> TABLE =
            Map.ofEntries(
                    Map.entry("absent", VectorFunctions::absent),
                    Map.entry("clamp", c -> clamp(c, i -> c.scalar(1, i), i -> c.scalar(2, i))),
                    Map.entry(
                            "clamp_max",
                            c -> clamp(c, i -> Double.NEGATIVE_INFINITY, i -> c.scalar(1, i))),
                    Map.entry(
                            "clamp_min",
                            c -> clamp(c, i -> c.scalar(1, i), i -> Double.POSITIVE_INFINITY)),
                    Map.entry(
                            "histogram_avg",
                            c -> HistogramFunctions.each(c, h -> h.sum() / h.count())),
                    Map.entry("histogram_count", c -> HistogramFunctions.each(c, Histogram::count)),
                    Map.entry("histogram_fraction", HistogramFunctions::fraction),
                    Map.entry("histogram_quantile", HistogramFunctions::quantile),
                    Map.entry("histogram_quantiles", HistogramFunctions::quantiles),
                    Map.entry(
                            "histogram_stddev",
                            c -> HistogramFunctions.each(c, h -> Math.sqrt(Quantile.variance(h)))),
                    Map.entry(
                            "histogram_stdvar",
                            c -> HistogramFunctions.each(c, Quantile::variance)),
                    Map.entry("histogram_sum", c -> HistogramFunctions.each(c, Histogram::sum)),
                    Map.entry("info", InfoFunction::rows),
                    Map.entry("label_join", LabelFunctions::join),
                    Map.entry("label_replace", LabelFunctions::replace),
                    Map.entry(
                            "max_of", c -> scalar(c, i -> larger(c.scalar(0, i), c.scalar(1, i)))),
                    Map.entry(
                            "min_of", c -> scalar(c, i -> smaller(c.scalar(0, i), c.scalar(1, i)))),
                    Map.entry("pi", c -> scalar(c, i -> Math.PI)),
                    Map.entry("round", VectorFunctions::round),
                    Map.entry("scalar", c -> scalar(c, i -> only(c.rows(0), i))),
                    Map.entry("sort", c -> Sorts.byValue(c, false)),
                    Map.entry("sort_by_label", c -> Sorts.byLabel(c, false)),
                    Map.entry("sort_by_label_desc", c -> Sorts.byLabel(c, true)),
                    Map.entry("sort_desc", c -> Sorts.byValue(c, true)),
                    Map.entry("start_timestamp", c -> List.of()),
                    Map.entry("time", c -> scalar(c, i -> c.steps().at(i) / 1000.0)),
                    Map.entry("timestamp", VectorFunctions::timestamp),
                    Map.entry("vector", c -> c.rows(0)));

    private VectorFunctions() {}

    static Optional<Function<CallContext, List<Row>>> named(String name) {
        return Optional.ofNullable(TABLE.get(name));
    }

    private static List<Row> scalar(CallContext call, IntToDoubleFunction value) {
        Row row = new Row(Labels.EMPTY, false, call.steps().count());
        for (int i = 0; i < row.steps(); i++) {
            row.set(i, value.applyAsDouble(i));
        }
        return List.of(row);
    }

    /** The only number at a step, NaN when there is none or more than one. */
    private static double only(List<Row> rows, int step) {
        double found = Double.NaN;
        int number = 0;
        for (Row row : rows) {
            if (row.isFloat(step)) {
                found = row.value(step);
                number++;
            }
        }
        return number == 1 ? found : Double.NaN;
    }

    /** A number for each number at a step. */
    private interface StepFunction {
        double of(double value, int step);
    }

    private static List<Row> map(List<Row> from, StepFunction function) {
        List<Row> rows = new ArrayList<>(from.size());
        for (Row row : from) {
            Row mapped = new Row(row.labels(), true, row.steps());
            for (int i = 0; i < row.steps(); i++) {
                if (row.isFloat(i)) {
                    mapped.set(i, function.of(row.value(i), i));
                }
            }
            if (mapped.size() > 0) {
                rows.add(mapped);
            }
        }
        return rows;
    }

    static List<Row> map(List<Row> from, DoubleUnaryOperator function) {
        return map(from, (value, step) -> function.applyAsDouble(value));
    }

    /** A function of the time of each step. */
    static List<Row> ofTime(CallContext call, DoubleUnaryOperator function) {
        return scalar(call, i -> function.applyAsDouble(Math.floorDiv(call.steps().at(i), 1000L)));
    }

    private static List<Row> clamp(
            CallContext call, IntToDoubleFunction least, IntToDoubleFunction most) {
        List<Row> rows = new ArrayList<>();
        for (Row row : call.rows(0)) {
            Row clamped = new Row(row.labels(), true, row.steps());
            for (int i = 0; i < row.steps(); i++) {
                double min = least.applyAsDouble(i);
                double max = most.applyAsDouble(i);
                if (row.isFloat(i) && !(max < min)) {
                    clamped.set(i, larger(min, smaller(max, row.value(i))));
                }
            }
            if (clamped.size() > 0) {
                rows.add(clamped);
            }
        }
        return rows;
    }

    /** The larger; NaN only where nothing is infinitely large. */
    private static double larger(double a, double b) {
        return a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : Math.max(a, b);
    }

    private static double smaller(double a, double b) {
        return -larger(-a, -b);
    }

    private static List<Row> round(CallContext call) {
        return map(
                call.rows(0),
                (value, step) -> {
                    double inverse = 1.0 / (call.size() > 1 ? call.scalar(1, step) : 1);
                    return Math.floor(value * inverse + 0.5) / inverse;
                });
    }

    private static List<Row> timestamp(CallContext call) {
        List<Row> rows = new ArrayList<>();
        for (Row from : call.rows(0)) {
            Row row = new Row(from.labels(), true, from.steps());
            for (int i = 0; i < from.steps(); i++) {
                if (from.has(i)) {
                    row.set(i, call.steps().at(i) / 1000.0);
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<Row> absent(CallContext call) {
        Labels labels =
                call.argument(0) instanceof Expr.Selector selector
                        ? selector.certain()
                        : Labels.EMPTY;
        return absent(call.rows(0), labels, call.steps().count());
    }

    /** 1 at each step where no row has anything. */
    static List<Row> absent(List<Row> rows, Labels labels, int steps) {
        Row absent = new Row(labels, false, steps);
        for (int i = 0; i < steps; i++) {
            int step = i;
            if (rows.stream().noneMatch(row -> row.has(step))) {
                absent.set(i, 1);
            }
        }
        return absent.size() == 0 ? List.of() : List.of(absent);
    }
}

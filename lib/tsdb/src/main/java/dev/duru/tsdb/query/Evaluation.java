package dev.duru.tsdb.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Quantiles;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.query.Expr.Operator;
import dev.duru.tsdb.query.Value.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** The value of a query at one time. */
final class Evaluation {
    private final SeriesReader store;
    private final long atMillis;
    private final long lookbackMillis;

    Evaluation(SeriesReader store, long atMillis, long lookbackMillis) {
        this.store = store;
        this.atMillis = atMillis;
        this.lookbackMillis = lookbackMillis;
    }

    Value of(Expr expr) {
        return switch (expr) {
            case Expr.Number number -> new Value.Scalar(number.value());
            case Expr.Text text -> new Value.Text(text.value());
            case Expr.Selector selector -> instant(selector);
            case Expr.Range range -> range(range);
            case Expr.Call call -> call(call);
            case Expr.Negative negative ->
                    switch (of(negative.operand())) {
                        case Value.Scalar(double value) -> new Value.Scalar(-value);
                        case Value.Vector vector -> mapped(vector, value -> -value);
                        case Value.Matrix _, Value.Text _ -> throw wrong(negative);
                    };
            case Expr.Binary binary -> binary(binary);
            case Expr.Aggregate aggregate -> aggregate(aggregate);
        };
    }

    private static QueryException wrong(Expr expr) {
        return new QueryException(expr.position(), "this cannot be reckoned with");
    }

    private double scalar(Expr expr) {
        if (of(expr) instanceof Value.Scalar(double value)) {
            return value;
        }
        throw wrong(expr);
    }

    private Value.Vector vector(Expr expr) {
        if (of(expr) instanceof Value.Vector vector) {
            return vector;
        }
        throw wrong(expr);
    }

    private Value.Vector instant(Expr.Selector selector) {
        long at = atMillis - selector.offsetMillis();
        List<Sample> samples = new ArrayList<>();
        for (Series series : store.select(selector.matchers(), at - lookbackMillis + 1, at)) {
            samples.add(new Sample(series.labels(), series.values()[series.size() - 1]));
        }
        return new Value.Vector(samples);
    }

    private Value.Matrix range(Expr.Range range) {
        long at = atMillis - range.selector().offsetMillis();
        return new Value.Matrix(
                store.select(range.selector().matchers(), at - range.rangeMillis() + 1, at));
    }

    private Value call(Expr.Call call) {
        List<Expr> args = call.arguments();
        return switch (call.function()) {
            case RATE,
                    INCREASE,
                    IRATE,
                    DELTA,
                    AVG_OVER_TIME,
                    MIN_OVER_TIME,
                    MAX_OVER_TIME,
                    SUM_OVER_TIME,
                    COUNT_OVER_TIME,
                    LAST_OVER_TIME ->
                    overRange(call);
            case HISTOGRAM_QUANTILE -> histogramQuantile(scalar(args.get(0)), vector(args.get(1)));
            case ABS -> mapped(vector(args.getFirst()), Math::abs);
            case CEIL -> mapped(vector(args.getFirst()), Math::ceil);
            case FLOOR -> mapped(vector(args.getFirst()), Math::floor);
            case ROUND -> {
                double to = args.size() > 1 ? scalar(args.get(1)) : 1;
                yield mapped(
                        vector(args.getFirst()), v -> Math.floor(v * (1 / to) + 0.5) / (1 / to));
            }
            case CLAMP_MIN -> {
                double least = scalar(args.get(1));
                yield mapped(vector(args.getFirst()), v -> Math.max(v, least));
            }
            case CLAMP_MAX -> {
                double most = scalar(args.get(1));
                yield mapped(vector(args.getFirst()), v -> Math.min(v, most));
            }
            case ABSENT -> absent(args.getFirst());
            case SCALAR -> {
                List<Sample> samples = vector(args.getFirst()).samples();
                yield new Value.Scalar(
                        samples.size() == 1 ? samples.getFirst().value() : Double.NaN);
            }
            case VECTOR ->
                    new Value.Vector(List.of(new Sample(Labels.EMPTY, scalar(args.getFirst()))));
            case TIME -> new Value.Scalar(atMillis / 1000.0);
        };
    }

    private Value overRange(Expr.Call call) {
        if (!(call.arguments().getFirst() instanceof Expr.Range range)) {
            throw wrong(call);
        }
        long end = atMillis - range.selector().offsetMillis();
        List<Sample> samples = new ArrayList<>();
        for (Series series : range(range).series()) {
            Ranges.reckon(call.function(), series, end - range.rangeMillis(), end)
                    .ifPresent(value ->
                            samples.add(
                                    new Sample(
                                            call.function() == Functions.LAST_OVER_TIME
                                                    ? series.labels()
                                                    : series.labels().withoutName(),
                                            value)));
        }
        return unique(call, samples);
    }

    private Value absent(Expr expr) {
        if (!vector(expr).samples().isEmpty()) {
            return new Value.Vector(List.of());
        }
        Map<String, String> labels = new TreeMap<>();
        if (expr instanceof Expr.Selector selector) {
            selector.matchers().stream()
                    .filter(m -> m.kind() == dev.duru.tsdb.Matcher.Kind.EQUAL)
                    .filter(m -> !m.label().equals(Labels.NAME))
                    .forEach(m -> labels.put(m.label(), m.value()));
        }
        return new Value.Vector(List.of(new Sample(Labels.of(labels), 1)));
    }

    private static Value histogramQuantile(double share, Value.Vector buckets) {
        Map<Labels, TreeMap<Double, Double>> histograms = new LinkedHashMap<>();
        for (Sample sample : buckets.samples()) {
            String le = sample.labels().value("le");
            try {
                double bound =
                        le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
                histograms
                        .computeIfAbsent(
                                sample.labels().without(List.of("le")), l -> new TreeMap<>())
                        .merge(bound, sample.value(), Double::sum);
            } catch (NumberFormatException notABucket) {
                // a series without a bound is no part of a histogram
            }
        }
        List<Sample> samples = new ArrayList<>();
        histograms.forEach((labels, counts) ->
                samples.add(
                        new Sample(
                                labels,
                                Quantiles.of(
                                        share,
                                        counts.keySet().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .toArray(),
                                        counts.values().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .toArray()))));
        return new Value.Vector(samples);
    }

    private static Value.Vector mapped(Value.Vector vector, DoubleUnaryOperator change) {
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : vector.samples()) {
            samples.add(
                    new Sample(
                            sample.labels().withoutName(), change.applyAsDouble(sample.value())));
        }
        return new Value.Vector(samples);
    }

    private static Value.Vector unique(Expr expr, List<Sample> samples) {
        Set<Labels> seen = new HashSet<>();
        for (Sample sample : samples) {
            if (!seen.add(sample.labels())) {
                throw new QueryException(
                        expr.position(),
                        "two series have the same labels "
                                + sample.labels()
                                + " here; select one name only");
            }
        }
        samples.sort(Comparator.comparing(Sample::labels));
        return new Value.Vector(samples);
    }

    private Value aggregate(Expr.Aggregate aggregate) {
        Map<Labels, List<Double>> groups = new TreeMap<>();
        for (Sample sample : vector(aggregate.of()).samples()) {
            Labels group =
                    aggregate.without()
                            ? sample.labels().without(aggregate.labels())
                            : sample.labels().only(aggregate.labels());
            groups.computeIfAbsent(group, g -> new ArrayList<>()).add(sample.value());
        }
        List<Sample> samples = new ArrayList<>();
        groups.forEach((labels, values) -> {
            double sum = values.stream().mapToDouble(Double::doubleValue).sum();
            double result =
                    switch (aggregate.aggregation()) {
                        case SUM -> sum;
                        case AVG -> sum / values.size();
                        case COUNT -> values.size();
                        case MIN -> Ranges.least(values);
                        case MAX -> -Ranges.least(values.stream().map(v -> -v).toList());
                    };
            samples.add(new Sample(labels, result));
        });
        return new Value.Vector(samples);
    }

    private Value binary(Expr.Binary binary) {
        Value left = of(binary.left());
        Value right = of(binary.right());
        Operator operator = binary.operator();
        if (left instanceof Value.Scalar(double a) && right instanceof Value.Scalar(double b)) {
            return new Value.Scalar(
                    operator.isComparison()
                            ? Arithmetic.compare(operator, a, b) ? 1 : 0
                            : Arithmetic.reckon(operator, a, b));
        }
        if (left instanceof Value.Vector vector && right instanceof Value.Scalar(double b)) {
            return withScalar(binary, vector, b, false);
        }
        if (left instanceof Value.Scalar(double a) && right instanceof Value.Vector vector) {
            return withScalar(binary, vector, a, true);
        }
        if (left instanceof Value.Vector a && right instanceof Value.Vector b) {
            return operator.isSet() ? set(binary, a, b) : pairs(binary, a, b);
        }
        throw wrong(binary);
    }

    private static Value withScalar(
            Expr.Binary binary, Value.Vector vector, double scalar, boolean scalarFirst) {
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : vector.samples()) {
            double a = scalarFirst ? scalar : sample.value();
            double b = scalarFirst ? sample.value() : scalar;
            add(
                    binary,
                    samples,
                    sample.labels(),
                    sample.labels().withoutName(),
                    sample.value(),
                    a,
                    b);
        }
        return unique(binary, samples);
    }

    /** Adds what an operator makes of two numbers; a comparison without bool only filters. */
    private static void add(
            Expr.Binary binary,
            List<Sample> samples,
            Labels whole,
            Labels bare,
            double kept,
            double a,
            double b) {
        Operator operator = binary.operator();
        if (!operator.isComparison()) {
            samples.add(new Sample(bare, Arithmetic.reckon(operator, a, b)));
        } else if (binary.bool()) {
            samples.add(new Sample(bare, Arithmetic.compare(operator, a, b) ? 1 : 0));
        } else if (Arithmetic.compare(operator, a, b)) {
            samples.add(new Sample(whole, kept));
        }
    }

    private static Labels key(Expr.Matching matching, Labels labels) {
        return matching.on() ? labels.only(matching.labels()) : labels.without(matching.labels());
    }

    private static Value pairs(Expr.Binary binary, Value.Vector left, Value.Vector right) {
        Expr.Matching matching = binary.matching();
        Map<Labels, Sample> byKey = new HashMap<>();
        for (Sample sample : right.samples()) {
            Sample other = byKey.put(key(matching, sample.labels()), sample);
            if (other != null) {
                throw manyToOne(binary, "right", sample.labels());
            }
        }
        Set<Labels> used = new HashSet<>();
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : left.samples()) {
            Labels key = key(matching, sample.labels());
            Sample other = byKey.get(key);
            if (other == null) {
                continue;
            }
            if (!used.add(key)) {
                throw manyToOne(binary, "left", sample.labels());
            }
            Labels whole = matching.on() ? key : sample.labels().without(matching.labels());
            boolean filters = binary.operator().isComparison() && !binary.bool();
            add(
                    binary,
                    samples,
                    filters && !matching.on() && matching.labels().isEmpty()
                            ? sample.labels()
                            : whole,
                    whole,
                    sample.value(),
                    sample.value(),
                    other.value());
        }
        return unique(binary, samples);
    }

    private static QueryException manyToOne(Expr.Binary binary, String side, Labels labels) {
        return new QueryException(
                binary.position(),
                "more than one series on the "
                        + side
                        + " would be paired with one, such as "
                        + labels
                        + "; group_left and group_right are not there yet");
    }

    private static Value set(Expr.Binary binary, Value.Vector left, Value.Vector right) {
        Set<Labels> rightKeys = new HashSet<>();
        right.samples().forEach(s -> rightKeys.add(key(binary.matching(), s.labels())));
        List<Sample> samples = new ArrayList<>();
        Set<Labels> leftKeys = new HashSet<>();
        for (Sample sample : left.samples()) {
            Labels key = key(binary.matching(), sample.labels());
            leftKeys.add(key);
            boolean there = rightKeys.contains(key);
            if (binary.operator() == Operator.OR || there == (binary.operator() == Operator.AND)) {
                samples.add(sample);
            }
        }
        if (binary.operator() == Operator.OR) {
            right.samples().stream()
                    .filter(s -> !leftKeys.contains(key(binary.matching(), s.labels())))
                    .forEach(samples::add);
        }
        return unique(binary, samples);
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.tsdb.query.syntax.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Evaluates queries: at one moment, or at the steps of a range. */
public final class Answers {
    /**
     * How far queries may go.
     *
     * @param lookback how old a series' last sample may be and still count as its value
     * @param subqueryStep the step of subqueries that name none
     * @param timeout how long a query may take
     * @param mostSamples how many samples a query may hold
     */
    public record Limits(
            Duration lookback, Duration subqueryStep, Duration timeout, int mostSamples) {}

    /**
     * What came of a query.
     *
     * @param type what it gives
     * @param series for a vector one sample each, in their order; for a number one without labels
     * @param text for a text
     */
    public record Answer(
            ValueType type,
            List<Series> series,
            String text,
            Annotations annotations,
            Effort effort) {}

    /**
     * What a query took.
     *
     * @param samples read from the store
     * @param peak samples held at once, at most
     */
    public record Effort(long samples, long peak) {
        static final Effort NONE = new Effort(0, 0);

        private static Effort of(Query query) {
            return new Effort(query.budget().read(), query.budget().peak());
        }
    }

    private final SeriesReader reader;
    private final Limits limits;
    private final BooleanSupplier canceled;

    /** Evaluates from a store, until canceled. */
    public Answers(SeriesReader reader, Limits limits, BooleanSupplier canceled) {
        this.reader = reader;
        this.limits = limits;
        this.canceled = canceled;
    }

    /**
     * At one moment.
     *
     * @throws QueryException when the query cannot be understood or answered
     */
    public Answer instant(String text, long atMillis) {
        Expr expr = Parser.parse(text);
        if (bare(expr) instanceof Expr.Text literal) {
            return new Answer(
                    ValueType.STRING, List.of(), literal.value(), new Annotations(), Effort.NONE);
        }
        Query query = query(expr, atMillis, atMillis, 0);
        Steps steps = Steps.once(atMillis);
        Evaluator evaluator = new Evaluator(query, steps);
        List<Series> series = new ArrayList<>();
        if (expr.type() == ValueType.MATRIX) {
            series.addAll(evaluator.ranges(query.plan().root()));
            series.sort(Comparator.comparing(Series::labels));
        } else {
            for (Row row : RowCollector.named(evaluator.rows(query.plan().root()))) {
                series.add(series(row, steps));
            }
        }
        return new Answer(expr.type(), series, "", query.annotations(), Effort.of(query));
    }

    /**
     * At each step of a range; sorted by labels.
     *
     * @throws QueryException when the query cannot be understood or answered
     */
    public Answer range(String text, long fromMillis, long toMillis, long stepMillis) {
        Expr expr = Parser.parse(text);
        if (expr.type() != ValueType.SCALAR && expr.type() != ValueType.VECTOR) {
            throw QueryException.execution(
                    "invalid expression type \""
                            + expr.type().shown()
                            + "\" for range query, must be Scalar or instant Vector");
        }
        Query query = query(expr, fromMillis, toMillis, stepMillis);
        Steps steps = new Steps(fromMillis, toMillis, stepMillis);
        List<Series> series = new ArrayList<>();
        Evaluator evaluator = new Evaluator(query, steps);
        for (Row row : RowCollector.named(evaluator.rows(query.plan().root()))) {
            if (row.size() > 0) {
                series.add(series(row, steps));
            }
        }
        series.sort(Comparator.comparing(Series::labels));
        return new Answer(ValueType.MATRIX, series, "", query.annotations(), Effort.of(query));
    }

    private static Expr bare(Expr expr) {
        return expr instanceof Expr.Parens parens ? bare(parens.inner()) : expr;
    }

    private Query query(Expr expr, long from, long to, long step) {
        return new Query(
                reader,
                new Planner(from, to, step).plan(expr),
                limits.lookback().toMillis(),
                limits.subqueryStep().toMillis(),
                new Budget(limits.mostSamples(), limits.timeout().toNanos(), canceled),
                new Annotations());
    }

    /** The samples of a row. */
    static Series series(Row row, Steps steps) {
        int size = 0;
        long[] times = new long[row.size()];
        double[] values = new double[row.size()];
        @Nullable Histogram[] histograms = new @Nullable Histogram[row.size()];
        for (int i = 0; i < row.steps(); i++) {
            if (row.has(i)) {
                times[size] = steps.at(i);
                values[size] = row.value(i);
                histograms[size++] = row.histogram(i);
            }
        }
        boolean any = Arrays.stream(histograms).anyMatch(h -> h != null);
        return new Series(row.labels(), times, values, any ? histograms : null, null);
    }
}

package dev.duru.tsdb.query;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.query.eval.Answers;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.tsdb.query.syntax.Printer;
import dev.duru.tsdb.query.syntax.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Answers queries from a store. Safe for many threads. */
public final class QueryEngine {
    private static final int MOST_STEPS = 11_000;
    private static final Answers.Limits USUAL =
            new Answers.Limits(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    50_000_000);

    private final SeriesReader reader;
    private final Answers.Limits limits;

    /**
     * An answer with what users should know about it.
     *
     * @param warnings with places in the query
     * @param infos with places in the query
     */
    public record Result(
            Value value, List<String> warnings, List<String> infos, Answers.Effort effort) {}

    /**
     * An engine with the usual limits.
     *
     * @param lookback how old a series' last sample may be and still count as its value
     */
    public QueryEngine(SeriesReader reader, Duration lookback) {
        this(
                reader,
                new Answers.Limits(
                        lookback, USUAL.subqueryStep(), USUAL.timeout(), USUAL.mostSamples()));
    }

    /** An engine with its own limits. */
    public QueryEngine(SeriesReader reader, Answers.Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** The same with a store of its own limits for one query. */
    public QueryEngine with(Answers.Limits newLimits) {
        return new QueryEngine(reader, newLimits);
    }

    /** How far queries may go. */
    public Answers.Limits limits() {
        return limits;
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
     * A query written anew, broken into lines where it gets long.
     *
     * @throws QueryException with the position of what is wrong
     */
    public static String formatted(String query) {
        return Printer.pretty(Parser.parse(query));
    }

    /**
     * The value at a time.
     *
     * @param atMillis milliseconds since 1970
     * @throws QueryException when the query cannot be understood or answered
     */
    public Value instant(String query, long atMillis) {
        return instant(query, atMillis, () -> false).value();
    }

    /** The value at a time with what users should know about it, unless it is canceled before. */
    public Result instant(String query, long atMillis, BooleanSupplier canceled) {
        Answers.Answer answer = new Answers(reader, limits, canceled).instant(query, atMillis);
        return result(
                query,
                switch (answer.type()) {
                    case SCALAR -> new Value.Scalar(answer.series().getFirst().values()[0]);
                    case STRING -> new Value.Text(answer.text());
                    case MATRIX -> new Value.Matrix(answer.series());
                    case VECTOR -> {
                        List<Value.Sample> samples = new ArrayList<>();
                        for (Series s : answer.series()) {
                            samples.add(
                                    new Value.Sample(s.labels(), s.values()[0], s.histogram(0)));
                        }
                        yield new Value.Vector(samples);
                    }
                },
                answer);
    }

    /**
     * The values at each step of a time range; a number becomes one series without labels.
     *
     * @throws QueryException when the query gives no numbers, or the range has too many steps
     */
    public List<Series> range(String query, long fromMillis, long toMillis, long stepMillis) {
        Result result = range(query, fromMillis, toMillis, stepMillis, () -> false);
        return result.value() instanceof Value.Matrix(List<Series> series) ? series : List.of();
    }

    /** A range with what users should know about it, unless it is canceled before. */
    public Result range(
            String query,
            long fromMillis,
            long toMillis,
            long stepMillis,
            BooleanSupplier canceled) {
        if (stepMillis <= 0 || toMillis < fromMillis) {
            throw QueryException.execution(
                    "the step must be above 0 and the end not before the start");
        }
        if ((toMillis - fromMillis) / stepMillis >= MOST_STEPS) {
            throw QueryException.execution(
                    "the range has more than " + MOST_STEPS + " steps; take a longer step");
        }
        Answers.Answer answer =
                new Answers(reader, limits, canceled)
                        .range(query, fromMillis, toMillis, stepMillis);
        return result(query, new Value.Matrix(answer.series()), answer);
    }

    private static Result result(String query, Value value, Answers.Answer answer) {
        return new Result(
                value,
                answer.annotations().warnings(query),
                answer.annotations().infos(query),
                answer.effort());
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.Place;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.tsdb.query.syntax.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Evaluates an expression at the steps of a query. */
final class Evaluator {
    private final Query query;
    private final Steps steps;

    Evaluator(Query query, Steps steps) {
        this.query = query;
        this.steps = steps;
    }

    Steps steps() {
        return steps;
    }

    Annotations annotations() {
        return query.annotations();
    }

    Query query() {
        return query;
    }

    /** Milliseconds of a settled length. */
    static long millis(Span span) {
        return switch (span) {
            case Span.Fixed(long millis, Place _) -> millis;
            case Span.Reckoned _ ->
                    throw new IllegalStateException("a length was not settled before");
        };
    }

    static Span span(long millis) {
        return new Span.Fixed(millis, Place.START);
    }

    /** The rows of a vector, or the one of a number. */
    List<Row> rows(Expr expr) {
        query.budget().check();
        query.budget().room(steps.count());
        if (steps.count() == 0) {
            return List.of();
        }
        if (query.plan().once().contains(expr) && !steps.isSingle()) {
            return spread(new Evaluator(query, Steps.once(steps.start())).rows(expr));
        }
        List<Row> rows =
                switch (expr) {
                    case Expr.Number n -> number(n);
                    case Expr.Parens p -> rows(p.inner());
                    case Expr.Unary u -> unary(u);
                    case Expr.Binary b -> new BinaryOperation(b, this).rows();
                    case Expr.Aggregate a -> new AggregateOperation(a, this).rows();
                    case Expr.Call c -> call(c);
                    case Expr.Selector s -> selector(s);
                    case Expr.Text _, Expr.Range _, Expr.Subquery _ ->
                            throw new IllegalStateException(
                                    expr.type().shown() + " where numbers belong");
                };
        long held = 0;
        for (Row row : rows) {
            held += row.size();
        }
        query.budget().hold(held);
        return rows;
    }

    private List<Row> spread(List<Row> rows) {
        List<Row> spread = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Row all = new Row(row.labels(), row.dropName(), steps.count());
            for (int i = 0; i < all.steps(); i++) {
                all.copy(row, 0, i);
            }
            spread.add(all);
        }
        return spread;
    }

    private List<Row> number(Expr.Number number) {
        Row row = new Row(Labels.EMPTY, false, steps.count());
        for (int i = 0; i < row.steps(); i++) {
            row.set(i, number.value());
        }
        return List.of(row);
    }

    private List<Row> unary(Expr.Unary unary) {
        List<Row> operand = rows(unary.operand());
        if (!unary.minus()) {
            return operand;
        }
        List<Row> rows = new ArrayList<>(operand.size());
        for (Row from : operand) {
            Row row = new Row(from.labels(), true, from.steps());
            for (int i = 0; i < from.steps(); i++) {
                Histogram histogram = from.histogram(i);
                if (histogram != null) {
                    row.set(i, histogram.times(-1));
                } else if (from.has(i)) {
                    row.set(i, -from.value(i));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private List<Row> selector(Expr.Selector selector) {
        if (selector.extension() == Extension.SMOOTHED) {
            return new SmoothedSelector(selector, this).rows();
        }
        boolean countsOnly = query.plan().countsOnly().contains(selector);
        List<Row> rows = new ArrayList<>();
        scanInstant(
                selector.matchers(),
                selector.when(),
                series -> {
                    query.budget().room((rows.size() + 1L) * steps.count());
                    Row row = instant(countsOnly ? counts(series) : series, selector.when(), null);
                    if (row.size() > 0) {
                        rows.add(row);
                    }
                });
        return rows;
    }

    /** The series with number and sum alone of each histogram. */
    private static Series counts(Series series) {
        if (series.histograms() == null) {
            return series;
        }
        @Nullable Histogram[] counts = new @Nullable Histogram[series.size()];
        Histogram before = null;
        for (int i = 0; i < counts.length; i++) {
            Histogram histogram = series.histogram(i);
            if (histogram != null && !Stale.is(histogram)) {
                counts[i] = Track.counts(before, histogram);
                before = histogram;
            } else {
                counts[i] = histogram;
            }
        }
        return new Series(
                series.labels(), series.times(), series.values(), counts, series.starts());
    }

    /** Reads the series that a selector needs at its moments. */
    void scanInstant(List<Matcher> matchers, When when, Consumer<Series> each) {
        scan(matchers, first(when) - query.lookback() + 1, last(when), each);
    }

    void scan(List<Matcher> matchers, long from, long to, Consumer<Series> each) {
        query.reader()
                .scan(
                        matchers,
                        from,
                        to,
                        series -> {
                            query.budget().check();
                            query.budget().read(series.size());
                            each.accept(series);
                        });
    }

    private long first(When when) {
        return moment(when, steps.start());
    }

    private long last(When when) {
        return moment(when, steps.last());
    }

    /** The time at which a selector looks at a step. */
    static long moment(When when, long time) {
        long at = when.at() instanceof Expr.At.Time(long fixed) ? fixed : time;
        return at - millis(when.offset());
    }

    /** What is taken of a sample instead of its value. */
    interface Taken {
        double of(Series series, int sample);
    }

    /** The newest sample at each step that is not too old. */
    Row instant(Series series, When when, @Nullable Taken taken) {
        Row row = new Row(series.labels(), taken != null, steps.count());
        int at = -1;
        for (int i = 0; i < row.steps(); i++) {
            long time = moment(when, steps.at(i));
            while (at + 1 < series.size() && series.times()[at + 1] <= time) {
                at++;
            }
            if (at < 0 || series.times()[at] <= time - query.lookback()) {
                continue;
            }
            Histogram histogram = series.histogram(at);
            boolean stale = histogram == null ? Stale.is(series.values()[at]) : Stale.is(histogram);
            if (stale) {
                continue;
            }
            if (taken != null) {
                row.set(i, taken.of(series, at));
            } else if (histogram != null) {
                row.set(i, histogram);
            } else {
                row.set(i, series.values()[at]);
            }
        }
        return row;
    }

    private List<Row> call(Expr.Call call) {
        String name = call.function().name();
        if (!call.arguments().isEmpty()
                && call.arguments().getFirst() instanceof Expr.Selector selector
                && !selector.freely()) {
            if (name.equals("timestamp")) {
                return times(selector, (series, i) -> series.times()[i] / 1000.0);
            }
            if (name.equals("start_timestamp")) {
                return times(selector, (series, i) -> series.start(i) / 1000.0);
            }
        }
        if (RangeFunctions.named(name).isPresent()) {
            return new RangeCall(call, this).rows();
        }
        CallContext context = new CallContext(call, this);
        Optional<DoubleUnaryOperator> math = MathFunctions.named(name);
        if (math.isPresent()) {
            return context.size() == 0
                    ? VectorFunctions.ofTime(context, math.get())
                    : VectorFunctions.map(context.rows(0), math.get());
        }
        return VectorFunctions.named(name)
                .orElseThrow(() -> QueryException.execution("unknown function " + name))
                .apply(context);
    }

    private List<Row> times(Expr.Selector selector, Taken taken) {
        List<Row> rows = new ArrayList<>();
        scanInstant(
                selector.matchers(),
                selector.when(),
                series -> {
                    Row row = instant(series, selector.when(), taken);
                    if (row.size() > 0) {
                        rows.add(row);
                    }
                });
        return rows;
    }

    /** The moments at which the inside of a subquery is evaluated. */
    Steps inside(Expr.Subquery subquery) {
        long range = millis(subquery.range());
        Span given = subquery.step();
        long interval = given == null ? query.subqueryStep() : millis(given);
        if (interval <= 0) {
            interval = query.subqueryStep();
        }
        long from = first(subquery.when()) - range;
        long start = Math.floorDiv(from, interval) * interval + interval;
        return new Steps(start, last(subquery.when()), interval);
    }

    /** The samples of a range at the only step: for queries that ask for nothing more. */
    List<Series> ranges(Expr expr) {
        List<Series> found = new ArrayList<>();
        switch (expr) {
            case Expr.Parens p -> found.addAll(ranges(p.inner()));
            case Expr.Range range -> new RangeSeries(range, this).into(found);
            case Expr.Subquery subquery -> {
                Steps inside = inside(subquery);
                for (Row row : new Evaluator(query, inside).rows(subquery.of())) {
                    found.add(Answers.series(row, inside));
                }
            }
            case Expr.Number _, Expr.Text _, Expr.Unary _, Expr.Binary _, Expr.Aggregate _ ->
                    throw new IllegalStateException("no range");
            case Expr.Call _, Expr.Selector _ -> throw new IllegalStateException("no range");
        }
        return found;
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.tsdb.query.syntax.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A function over a range, for one series after the other. */
final class RangeCall {
    private static final Set<String> KEEP_NAME = Set.of("last_over_time", "first_over_time");
    private static final Set<String> SMOOTHED = Set.of("delta", "increase", "rate");
    private static final Set<String> ANCHORED =
            Set.of("changes", "delta", "increase", "rate", "resets");
    private static final List<String> COUNTERS = List.of("_total", "_sum", "_count", "_bucket");

    private final Expr.Call call;
    private final Evaluator evaluator;
    private final Steps steps;
    private final String name;
    private final Consumer<Window> function;
    private final Expr argument;
    private final List<Row> scalars = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    RangeCall(Expr.Call call, Evaluator evaluator) {
        this.call = call;
        this.evaluator = evaluator;
        this.steps = evaluator.steps();
        this.name = call.function().name();
        this.function =
                RangeFunctions.named(name)
                        .orElseThrow(() -> QueryException.execution("unknown function " + name));
        Expr ranges = call.arguments().getFirst();
        for (Expr given : call.arguments()) {
            if (given.type() == ValueType.MATRIX) {
                ranges = given;
            } else {
                scalars.addAll(evaluator.rows(given));
            }
        }
        this.argument = ranges;
    }

    List<Row> rows() {
        switch (argument) {
            case Expr.Range range -> range(range);
            case Expr.Subquery subquery -> subquery(subquery);
            case Expr.Number _, Expr.Text _, Expr.Parens _, Expr.Unary _, Expr.Binary _ ->
                    throw new IllegalStateException("no range");
            case Expr.Aggregate _, Expr.Call _, Expr.Selector _ ->
                    throw new IllegalStateException("no range");
        }
        return name.equals("absent_over_time")
                ? VectorFunctions.absent(rows, certain(), steps.count())
                : rows;
    }

    private Labels certain() {
        return argument instanceof Expr.Range range ? range.selector().certain() : Labels.EMPTY;
    }

    private void range(Expr.Range range) {
        Expr.Selector selector = range.selector();
        Extension extension = selector.extension();
        checkExtension(extension);
        long lookback = evaluator.query().lookback();
        long length = Evaluator.millis(range.range());
        long before = extension == Extension.NONE ? 0 : lookback;
        long after = extension == Extension.SMOOTHED ? lookback : 0;
        When when = selector.when();
        boolean countsOnly = evaluator.query().plan().countsOnly().contains(selector);
        Window.Frame frame = frame(length, extension);
        evaluator.scan(
                selector.matchers(),
                Evaluator.moment(when, steps.start()) - length - before + 1,
                Evaluator.moment(when, steps.last()) + after,
                series -> {
                    Track track = Track.of(series, countsOnly);
                    Window window = new Window(frame, series.labels(), track);
                    each(window, series.labels(), when, false, before, after);
                });
    }

    private Window.Frame frame(long length, Extension extension) {
        return new Window.Frame(
                steps,
                length,
                extension,
                scalars,
                call.arguments().getFirst().place(),
                evaluator.annotations());
    }

    private void subquery(Expr.Subquery subquery) {
        Steps inside = evaluator.inside(subquery);
        Window.Frame frame = frame(Evaluator.millis(subquery.range()), Extension.NONE);
        for (Row row : new Evaluator(evaluator.query(), inside).rows(subquery.of())) {
            Window window = new Window(frame, row.labels(), Track.of(row, inside));
            each(window, row.labels(), subquery.when(), row.dropName(), 0, 0);
        }
    }

    private void each(
            Window window, Labels labels, When when, boolean dropName, long before, long after) {
        Row row = new Row(labels, dropName || !KEEP_NAME.contains(name), steps.count());
        long length = window.rangeMillis();
        for (int i = 0; i < row.steps(); i++) {
            long end = Evaluator.moment(when, steps.at(i));
            window.move(i, end - length, before, after);
            if (!window.isEmpty()) {
                function.accept(window);
                window.into(row);
            }
        }
        if (row.size() > 0) {
            rows.add(row);
            if (!row.hasHistograms() || anyFloat(row)) {
                informCounter(labels.value(Labels.NAME), window);
            }
        }
    }

    private static boolean anyFloat(Row row) {
        for (int i = 0; i < row.steps(); i++) {
            if (row.isFloat(i)) {
                return true;
            }
        }
        return false;
    }

    private void informCounter(String metric, Window window) {
        boolean counts = name.equals("rate") || name.equals("increase");
        if (counts && !metric.isEmpty() && COUNTERS.stream().noneMatch(metric::endsWith)) {
            evaluator
                    .annotations()
                    .inform(
                            window.place(),
                            "metric might not be a counter, name does not end in"
                                    + " _total/_sum/_count/_bucket: "
                                    + NumberText.quoted(metric));
        }
    }

    private void checkExtension(Extension extension) {
        Set<String> allowed =
                switch (extension) {
                    case NONE -> Set.of(name);
                    case ANCHORED -> ANCHORED;
                    case SMOOTHED -> SMOOTHED;
                };
        if (!allowed.contains(name)) {
            throw QueryException.execution(
                    extension.name().toLowerCase(Locale.ROOT)
                            + " modifier can only be used with: "
                            + String.join(", ", new TreeSet<>(allowed))
                            + " - not with "
                            + name);
        }
    }
}

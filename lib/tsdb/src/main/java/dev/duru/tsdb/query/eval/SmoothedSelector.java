package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import java.util.ArrayList;
import java.util.List;

/** Values between the samples before and after each step. */
final class SmoothedSelector {
    private final Expr.Selector selector;
    private final Evaluator evaluator;
    private final long lookback;

    SmoothedSelector(Expr.Selector selector, Evaluator evaluator) {
        this.selector = selector;
        this.evaluator = evaluator;
        this.lookback = evaluator.query().lookback();
    }

    List<Row> rows() {
        Steps steps = evaluator.steps();
        List<Row> rows = new ArrayList<>();
        Window.Frame frame =
                new Window.Frame(
                        steps,
                        2 * lookback,
                        Extension.SMOOTHED,
                        List.of(),
                        selector.place(),
                        evaluator.annotations());
        evaluator.scan(
                selector.matchers(),
                Evaluator.moment(selector.when(), steps.start()) - lookback + 1,
                Evaluator.moment(selector.when(), steps.last()) + lookback,
                series -> {
                    Row row = row(series, frame);
                    if (row.size() > 0) {
                        rows.add(row);
                    }
                });
        return rows;
    }

    private Row row(Series series, Window.Frame frame) {
        Row row = new Row(series.labels(), false, frame.steps().count());
        Window window = new Window(frame, series.labels(), Track.of(series, false));
        for (int i = 0; i < row.steps(); i++) {
            long time = Evaluator.moment(selector.when(), frame.steps().at(i));
            window.move(i, time - lookback, 0, 0);
            if (window.floats() > 0 && window.histograms() > 0) {
                window.warnMixed();
            } else if (window.histograms() > 0) {
                histogram(window, time);
            } else if (window.floats() > 0) {
                number(window, time);
            }
            window.into(row);
        }
        return row;
    }

    private static void number(Window w, long time) {
        int next = 0;
        while (next < w.floats() && w.time(next) < time) {
            next++;
        }
        if (next < w.floats() && w.time(next) == time) {
            w.give(w.value(next));
        } else if (next > 0 && next < w.floats()) {
            w.give(
                    ExtendedRate.interpolated(
                            w.time(next - 1),
                            w.value(next - 1),
                            w.time(next),
                            w.value(next),
                            time,
                            false));
        } else if (next > 0) {
            w.give(w.value(next - 1));
        }
    }

    private static void histogram(Window w, long time) {
        int next = 0;
        while (next < w.histograms() && w.histogramTime(next) < time) {
            next++;
        }
        if (next < w.histograms() && w.histogramTime(next) == time) {
            w.give(w.histogram(next));
        } else if (next > 0 && next < w.histograms()) {
            Histogram before = w.histogram(next - 1);
            Histogram after = w.histogram(next);
            if (before.isCustom() != after.isCustom()) {
                w.warn(Words.mixedSchemas(w.name()));
                return;
            }
            boolean counter =
                    before.reset() != CounterReset.GAUGE || after.reset() != CounterReset.GAUGE;
            Histogram between =
                    ExtendedHistogramRate.interpolated(
                            w,
                            new ExtendedHistogramRate.Point(w.histogramTime(next - 1), before),
                            new ExtendedHistogramRate.Point(w.histogramTime(next), after),
                            time,
                            counter);
            if (between != null) {
                w.give(between);
            }
        } else if (next > 0) {
            w.give(w.histogram(next - 1).with(CounterReset.UNKNOWN));
        }
    }
}

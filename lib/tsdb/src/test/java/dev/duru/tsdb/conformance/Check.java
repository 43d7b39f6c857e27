package dev.duru.tsdb.conformance;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramText;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.eval.Answers;
import dev.duru.tsdb.query.syntax.SeriesNotation.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs an eval and tells what is not as expected. */
final class Check {
    private static final Pattern OF_QUERY = Pattern.compile("(start|end|range|step)\\(\\)");
    private static final long MINUTE = 60_000;

    private final Eval eval;
    private final QueryEngine engine;

    Check(Eval eval, ScriptStore store) {
        this.eval = eval;
        this.engine =
                new QueryEngine(
                        store,
                        new Answers.Limits(
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(100),
                                1_000_000));
    }

    /** Thrown where something is not as expected. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** What is wrong; empty when nothing is. */
    String problem() {
        try {
            if (eval.isRange) {
                run(
                        eval.query,
                        () ->
                                engine.range(
                                        eval.query, eval.start, eval.end, eval.step, () -> false));
            } else {
                instant(eval.query, eval.end);
                for (FixedTimes.Case fixed : FixedTimes.of(eval.query, eval.end)) {
                    instant(fixed.query(), fixed.time());
                }
            }
            return "";
        } catch (Mismatch e) {
            return String.valueOf(e.getMessage());
        }
    }

    private interface Asked {
        QueryEngine.Result answer();
    }

    /** Asks, compares, and gives the answer; null when the failure was expected. */
    private QueryEngine.@Nullable Result run(String query, Asked asked) {
        QueryEngine.Result result;
        try {
            result = asked.answer();
        } catch (TsdbException e) {
            List<Eval.Message> failures = eval.expected.get(Eval.Kind.FAIL);
            String message = String.valueOf(e.getMessage());
            if (failures == null) {
                throw new Mismatch(query + ": error: " + message);
            }
            if (!failures.getFirst().matches(message)) {
                throw new Mismatch(query + ": expected error " + failures + ", got " + message);
            }
            return null;
        }
        if (eval.expects(Eval.Kind.FAIL)) {
            throw new Mismatch(query + ": expected an error, got " + shown(result.value()));
        }
        annotations(query, Eval.Kind.WARN, Eval.Kind.NO_WARN, result.warnings());
        annotations(query, Eval.Kind.INFO, Eval.Kind.NO_INFO, result.infos());
        compare(query, result.value());
        return result;
    }

    private void annotations(String query, Eval.Kind wanted, Eval.Kind none, List<String> found) {
        List<Eval.Message> expected = eval.expected.getOrDefault(wanted, List.of());
        for (Eval.Message message : expected) {
            if (found.stream().noneMatch(message::matches)) {
                throw new Mismatch(
                        query + ": expected " + wanted + " " + message + ", got " + found);
            }
        }
        for (String annotation : found) {
            if (!expected.isEmpty() && expected.stream().noneMatch(m -> m.matches(annotation))
                    || eval.expects(none)) {
                throw new Mismatch(query + ": unexpected annotation " + annotation);
            }
        }
    }

    private void instant(String query, long time) {
        QueryEngine.Result result = run(query, () -> engine.instant(query, time, () -> false));
        if (result == null
                || eval.notInRange
                || eval.expects(Eval.Kind.ORDERED)
                || OF_QUERY.matcher(query).find()) {
            return;
        }
        List<Series> series;
        try {
            series = engine.range(query, time - MINUTE, time + MINUTE, MINUTE);
        } catch (TsdbException e) {
            throw new Mismatch(query + ": error in range mode: " + e.getMessage());
        }
        List<Value.Sample> samples = new ArrayList<>();
        for (Series s : series) {
            for (int i = 0; i < s.size(); i++) {
                if (s.times()[i] == time) {
                    samples.add(new Value.Sample(s.labels(), s.values()[i], s.histogram(i)));
                }
            }
        }
        compare(
                query + " (range mode)",
                result.value() instanceof Value.Scalar
                        ? new Value.Scalar(samples.getFirst().value())
                        : new Value.Vector(samples));
    }

    private void compare(String query, Value value) {
        switch (value) {
            case Value.Scalar(double number) -> {
                Item scalar = eval.scalar;
                if (scalar == null || !Compare.equal(scalar.value(), number)) {
                    throw new Mismatch(query + ": expected " + scalar + ", got " + number);
                }
            }
            case Value.Text(String text) -> {
                if (!text.equals(eval.text)) {
                    throw new Mismatch(query + ": expected " + eval.text + ", got " + text);
                }
            }
            case Value.Vector(List<Value.Sample> samples) -> vector(query, samples);
            case Value.Matrix(List<Series> series) -> matrix(query, series);
        }
    }

    private void vector(String query, List<Value.Sample> samples) {
        if (eval.scalar != null) {
            throw new Mismatch(query + ": expected a number, got a vector");
        }
        Set<Labels> seen = new HashSet<>();
        int position = 0;
        for (Value.Sample sample : samples) {
            position++;
            Eval.Entry entry = entry(query, sample.labels());
            if (eval.expects(Eval.Kind.ORDERED) && entry.position() != position) {
                throw new Mismatch(
                        query
                                + ": "
                                + sample.labels()
                                + " is at "
                                + position
                                + ", not "
                                + entry.position());
            }
            Item item = entry.items().getFirst();
            same(query, sample.labels(), item, sample.value(), sample.histogram());
            seen.add(sample.labels());
        }
        missing(query, seen);
    }

    private Eval.Entry entry(String query, Labels labels) {
        Eval.Entry entry = eval.series.get(labels);
        if (entry == null) {
            throw new Mismatch(query + ": unexpected series " + labels.inBraces());
        }
        return entry;
    }

    private void missing(String query, Set<Labels> seen) {
        for (Labels labels : eval.series.keySet()) {
            if (!seen.contains(labels)) {
                throw new Mismatch(query + ": no series " + labels.inBraces());
            }
        }
    }

    private static void same(
            String query, Labels labels, Item item, double value, @Nullable Histogram histogram) {
        Histogram expected = item.histogram();
        boolean same =
                expected == null
                        ? histogram == null && Compare.equal(item.value(), value)
                        : histogram != null
                                && Compare.equal(expected, histogram, item.tellsReset());
        if (!same) {
            throw new Mismatch(
                    query
                            + ": "
                            + labels.inBraces()
                            + " expected "
                            + (expected == null ? item.value() : HistogramText.notation(expected))
                            + ", got "
                            + (histogram == null ? value : HistogramText.notation(histogram)));
        }
    }

    private void matrix(String query, List<Series> all) {
        if (eval.scalar != null) {
            throw new Mismatch(query + ": expected a number, got a matrix");
        }
        if (!eval.isRange && !eval.rangeVector && !all.isEmpty()) {
            throw new Mismatch(query + ": a matrix, but no expect range vector");
        }
        Set<Labels> seen = new HashSet<>();
        Labels before = Labels.EMPTY;
        for (Series series : all) {
            if (series.labels().compareTo(before) < 0) {
                throw new Mismatch(query + ": not sorted at " + series.labels());
            }
            before = series.labels();
            samples(query, series, entry(query, series.labels()).items());
            seen.add(series.labels());
        }
        missing(query, seen);
    }

    private void samples(String query, Series series, List<Item> items) {
        int at = 0;
        for (int i = 0; i < items.size(); i++) {
            long time = eval.start + i * eval.step;
            if (time > eval.end) {
                throw new Mismatch(query + ": more values expected than there are steps");
            }
            if (items.get(i).omitted()) {
                continue;
            }
            if (at >= series.size() || series.times()[at] != time) {
                throw new Mismatch(
                        query
                                + ": "
                                + series.labels().inBraces()
                                + " has nothing at "
                                + time
                                + ", but "
                                + shown(new Value.Matrix(List.of(series))));
            }
            String where = query + " at " + time;
            same(where, series.labels(), items.get(i), series.values()[at], series.histogram(at));
            at++;
        }
        if (at < series.size()) {
            throw new Mismatch(
                    query
                            + ": "
                            + series.labels().inBraces()
                            + " has more: "
                            + shown(new Value.Matrix(List.of(series))));
        }
    }

    private static String shown(Value value) {
        if (value instanceof Value.Matrix(List<Series> all)) {
            StringBuilder out = new StringBuilder();
            for (Series series : all) {
                out.append(series.labels().inBraces());
                for (int i = 0; i < series.size(); i++) {
                    Histogram h = series.histogram(i);
                    out.append(' ')
                            .append(h == null ? "" + series.values()[i] : HistogramText.notation(h))
                            .append('@')
                            .append(series.times()[i]);
                }
            }
            return out.toString();
        }
        return value.toString();
    }
}

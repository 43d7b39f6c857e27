package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Operator;
import dev.duru.tsdb.query.syntax.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators between numbers and vectors. */
final class BinaryOperation {
    private final Expr.Binary binary;
    private final Evaluator evaluator;
    private final int steps;
    private final Elements elements;

    BinaryOperation(Expr.Binary binary, Evaluator evaluator) {
        this.binary = binary;
        this.evaluator = evaluator;
        this.steps = evaluator.steps().count();
        this.elements = new Elements(binary.operator(), binary.place(), evaluator.annotations());
    }

    List<Row> rows() {
        List<Row> left = evaluator.rows(binary.left());
        List<Row> right = evaluator.rows(binary.right());
        boolean leftNumber = binary.left().type() == ValueType.SCALAR;
        boolean rightNumber = binary.right().type() == ValueType.SCALAR;
        if (leftNumber && rightNumber) {
            return numbers(left.getFirst(), right.getFirst());
        }
        if (leftNumber) {
            return withNumber(right, left.getFirst(), true);
        }
        if (rightNumber) {
            return withNumber(left, right.getFirst(), false);
        }
        Expr.Matching matching = binary.matching();
        if (matching == null) {
            throw new IllegalStateException("two vectors without a matching");
        }
        return binary.operator().isSet()
                ? sets(left, right, matching)
                : new VectorMatching(binary, matching, evaluator, elements).rows(left, right);
    }

    private List<Row> numbers(Row left, Row right) {
        Row row = new Row(Labels.EMPTY, false, steps);
        for (int i = 0; i < steps; i++) {
            row.set(
                    i,
                    binary.operator().isComparison()
                            ? Elements.holds(binary.operator(), left.value(i), right.value(i))
                                    ? 1
                                    : 0
                            : Elements.reckon(binary.operator(), left.value(i), right.value(i)));
        }
        return List.of(row);
    }

    private List<Row> withNumber(List<Row> vector, Row number, boolean numberFirst) {
        Operator operator = binary.operator();
        boolean dropName = operator.changesMeaning() || binary.returnBool();
        List<Row> rows = new ArrayList<>(vector.size());
        for (Row from : vector) {
            Row row = new Row(from.labels(), from.dropName() || dropName, steps);
            for (int i = 0; i < steps; i++) {
                if (from.has(i)) {
                    Elements.Value own = new Elements.Value(from.value(i), from.histogram(i));
                    Elements.Value other = new Elements.Value(number.value(i), null);
                    Elements.Outcome outcome =
                            numberFirst ? elements.of(other, own) : elements.of(own, other);
                    put(outcome, own, row, i);
                }
            }
            if (row.size() > 0) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** A comparison that filters keeps the vector's own value, wherever it stands. */
    private void put(Elements.Outcome outcome, Elements.Value own, Row row, int step) {
        if (outcome.isError()) {
            return;
        }
        if (binary.returnBool()) {
            row.set(step, outcome.keep() ? 1 : 0);
        } else if (outcome.keep()) {
            Elements.Value value = binary.operator().isComparison() ? own : outcome.value();
            value.into(row, step);
        }
    }

    /** The labels by which series of both sides find each other. */
    static Labels key(Expr.Matching matching, Labels labels) {
        return matching.on() ? labels.only(matching.labels()) : labels.without(matching.labels());
    }

    private List<Row> sets(List<Row> left, List<Row> right, Expr.Matching matching) {
        Map<Labels, boolean[]> leftThere = there(left, matching);
        Map<Labels, boolean[]> rightThere = there(right, matching);
        List<Row> rows = new ArrayList<>();
        boolean or = binary.operator() == Operator.OR;
        for (Row row : left) {
            boolean[] other = or ? null : rightThere.get(key(matching, row.labels()));
            add(rows, row, other, binary.operator() == Operator.AND);
        }
        if (or) {
            for (Row row : right) {
                add(rows, row, leftThere.get(key(matching, row.labels())), false);
            }
        }
        if (evaluator.steps().isSingle()) {
            return rows;
        }
        return or ? RowCollector.merged(rows) : rows;
    }

    /** At which steps any of the series with a key has something. */
    private Map<Labels, boolean[]> there(List<Row> rows, Expr.Matching matching) {
        Map<Labels, boolean[]> there = new HashMap<>();
        for (Row row : rows) {
            boolean[] steps =
                    there.computeIfAbsent(
                            key(matching, row.labels()), k -> new boolean[this.steps]);
            for (int i = 0; i < this.steps; i++) {
                steps[i] |= row.has(i);
            }
        }
        return there;
    }

    private void add(List<Row> rows, Row row, boolean @Nullable [] other, boolean wanted) {
        Row kept = new Row(row.labels(), row.dropName(), steps);
        for (int i = 0; i < steps; i++) {
            if (row.has(i) && (other != null && other[i]) == wanted) {
                kept.copy(row, i, i);
            }
        }
        if (kept.size() > 0) {
            rows.add(kept);
        }
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Cardinality;
import dev.duru.tsdb.query.syntax.Operator;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operators between two vectors whose series find each other by labels. */
final class VectorMatching {
    private final Expr.Binary binary;
    private final Expr.Matching matching;
    private final Elements elements;
    private final int steps;
    private final RowCollector rows;

    /** Whether the one side stands on the left. */
    private final boolean swapped;

    private final Map<Labels, Group> groups = new HashMap<>();
    private final Map<List<Labels>, Labels> results = new HashMap<>();

    /** Series of both sides with the same key. */
    private static final class Group {
        private final Labels key;
        private final List<Row> many = new ArrayList<>();
        private final List<Row> one = new ArrayList<>();

        Group(Labels key) {
            this.key = key;
        }
    }

    VectorMatching(
            Expr.Binary binary, Expr.Matching matching, Evaluator evaluator, Elements elements) {
        this.binary = binary;
        this.matching = matching;
        this.elements = elements;
        this.steps = evaluator.steps().count();
        this.rows = new RowCollector(steps);
        this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    }

    List<Row> rows(List<Row> left, List<Row> right) {
        List<Group> order = new ArrayList<>();
        for (Row row : swapped ? right : left) {
            group(row, order).many.add(row);
        }
        for (Row row : swapped ? left : right) {
            group(row, order).one.add(row);
        }
        boolean fills = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
        for (int i = 0; i < steps; i++) {
            int step = i;
            boolean noLeft = left.stream().noneMatch(r -> r.has(step));
            boolean noRight = right.stream().noneMatch(r -> r.has(step));
            if (noLeft && noRight || (noLeft || noRight) && !fills) {
                continue;
            }
            for (Group group : order) {
                match(group, i);
            }
        }
        return rows.rows();
    }

    private Group group(Row row, List<Group> order) {
        return groups.computeIfAbsent(
                BinaryOperation.key(matching, row.labels()),
                key -> {
                    Group group = new Group(key);
                    order.add(group);
                    return group;
                });
    }

    private void match(Group group, int step) {
        Row one = only(group, step);
        Set<Labels> seen = new HashSet<>();
        boolean any = false;
        // Where the one side stands on the left, Prometheus fills it with what fill_right gives.
        Optional<Double> oneFill = matching.fillRight();
        Optional<Double> manyFill = matching.fillLeft();
        for (Row many : group.many) {
            if (!many.has(step) || one == null && oneFill.isEmpty()) {
                continue;
            }
            Elements.Value other =
                    one == null ? new Elements.Value(oneFill.orElse(0.0), null) : value(one, step);
            Labels otherLabels = one == null ? matched(many.labels()) : one.labels();
            any |= pair(many.labels(), value(many, step), otherLabels, other, seen, step);
        }
        if (one != null && !any && manyFill.isPresent()) {
            Elements.Value filled = new Elements.Value(manyFill.get(), null);
            pair(matched(one.labels()), filled, one.labels(), value(one, step), seen, step);
        }
    }

    private Labels matched(Labels labels) {
        return BinaryOperation.key(matching, labels);
    }

    private static Elements.Value value(Row row, int step) {
        return new Elements.Value(row.value(step), row.histogram(step));
    }

    /** The series of the one side at a step; there must not be two. */
    private @Nullable Row only(Group group, int step) {
        Row only = null;
        for (Row row : group.one) {
            if (!row.has(step)) {
                continue;
            }
            if (only != null) {
                String a = only.labels().inBraces();
                String b = row.labels().inBraces();
                throw QueryException.execution(
                        "found duplicate series for the match group %s on the %s hand-side of the operation: [%s, %s];many-to-many matching not allowed: matching labels must be unique on one side"
                                .formatted(
                                        group.key.inBraces(),
                                        swapped ? "left" : "right",
                                        a.compareTo(b) < 0 ? a : b,
                                        a.compareTo(b) < 0 ? b : a));
            }
            only = row;
        }
        return only;
    }

    /** Puts the result of two samples into a row; false when they do not go together. */
    private boolean pair(
            Labels manyLabels,
            Elements.Value many,
            Labels oneLabels,
            Elements.Value one,
            Set<Labels> seen,
            int step) {
        Elements.Outcome outcome = swapped ? elements.of(one, many) : elements.of(many, one);
        if (outcome.isError()) {
            return false;
        }
        Labels labels =
                results.computeIfAbsent(
                        List.of(manyLabels, oneLabels), l -> result(manyLabels, oneLabels));
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            if (!seen.isEmpty()) {
                throw QueryException.execution(
                        "multiple matches for labels: many-to-one matching must be explicit"
                                + " (group_left/group_right)");
            }
            seen.add(labels);
        } else if (!seen.add(labels)) {
            throw QueryException.execution(
                    "multiple matches for labels: grouping labels must ensure unique matches");
        }
        if (binary.returnBool()) {
            rows.add(step, labels, outcome.keep() ? 1 : 0, null, true);
        } else if (outcome.keep()) {
            Elements.Value value = outcome.value();
            rows.add(step, labels, value.number(), value.histogram(), false);
        }
        return true;
    }

    private Labels result(Labels many, Labels one) {
        Operator operator = binary.operator();
        Labels labels = operator.changesMeaning() ? many.withoutMeaning() : many;
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            labels =
                    matching.on()
                            ? labels.only(matching.labels())
                            : labels.leaving(matching.labels());
        }
        for (String included : matching.include()) {
            labels = labels.with(included, one.value(included));
        }
        return labels;
    }
}

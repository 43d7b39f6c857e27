package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Aggregation;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Aggregations: groups of series by their labels, and what is made of each. */
final class AggregateOperation {
    private final Expr.Aggregate aggregate;
    private final Evaluator evaluator;
    private final int steps;
    private final List<Row> input;
    private final double[] parameter;

    AggregateOperation(Expr.Aggregate aggregate, Evaluator evaluator) {
        this.aggregate = aggregate;
        this.evaluator = evaluator;
        this.steps = evaluator.steps().count();
        this.parameter = new double[steps];
        Expr given = aggregate.parameter();
        if (given != null && aggregate.aggregation() != Aggregation.COUNT_VALUES) {
            Row row = evaluator.rows(given).getFirst();
            for (int i = 0; i < steps; i++) {
                parameter[i] = row.value(i);
            }
        }
        this.input = evaluator.rows(aggregate.of());
    }

    List<Row> rows() {
        return switch (aggregate.aggregation()) {
            case COUNT_VALUES -> countValues();
            case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO ->
                    new Choice(aggregate, evaluator, parameter, groups()).rows();
            case QUANTILE -> {
                warnQuantile();
                yield reduced();
            }
            case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> reduced();
        };
    }

    private Labels group(Labels labels) {
        return aggregate.without()
                ? labels.without(aggregate.grouping())
                : labels.only(aggregate.grouping());
    }

    private Map<Labels, List<Row>> groups() {
        Map<Labels, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : input) {
            groups.computeIfAbsent(group(row.labels()), l -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    private void warnQuantile() {
        for (double share : parameter) {
            if (!(share >= 0 && share <= 1)) {
                Expr given = aggregate.parameter();
                evaluator
                        .annotations()
                        .warn(
                                given == null ? aggregate.place() : given.place(),
                                Words.quantile(share));
            }
        }
    }

    private List<Row> reduced() {
        List<Row> rows = new ArrayList<>();
        groups().forEach((labels, members) -> {
            evaluator.query().budget().check();
            Row row = new Row(labels, anyDropsName(members), steps);
            reduce(members, row);
            if (row.size() > 0) {
                rows.add(row);
            }
        });
        return rows;
    }

    private static boolean anyDropsName(List<Row> members) {
        return members.stream().anyMatch(Row::dropName);
    }

    /** Series by series, as they lie in memory, and all steps of each. */
    private void reduce(List<Row> members, Row row) {
        Reducer[] reducers = new Reducer[steps];
        for (int i = 0; i < steps; i++) {
            reducers[i] = Reducer.of(aggregate, parameter[i], evaluator.annotations());
        }
        for (Row member : members) {
            boolean histograms = member.hasHistograms();
            for (int i = 0; i < steps; i++) {
                Histogram histogram = histograms ? member.histogram(i) : null;
                if (histogram != null) {
                    reducers[i].add(histogram, member.labels().value(Labels.NAME));
                } else if (member.has(i)) {
                    reducers[i].add(member.value(i));
                }
            }
        }
        for (int i = 0; i < steps; i++) {
            reducers[i].into(row, i);
        }
    }

    private List<Row> countValues() {
        String label = aggregate.parameter() instanceof Expr.Text text ? text.value() : "";
        if (!Labels.isName(label)) {
            throw QueryException.execution("invalid label name " + NumberText.quoted(label));
        }
        List<String> grouping = new ArrayList<>(aggregate.grouping());
        grouping.add(label);
        RowCollector rows = new RowCollector(steps);
        for (int i = 0; i < steps; i++) {
            Map<Labels, Integer> counts = new LinkedHashMap<>();
            for (Row row : input) {
                if (row.has(i)) {
                    Histogram histogram = row.histogram(i);
                    String value =
                            histogram == null
                                    ? NumberText.plain(row.value(i))
                                    : histogram.toString();
                    Labels with = row.labels().with(label, value);
                    Labels group =
                            aggregate.without()
                                    ? with.without(aggregate.grouping())
                                    : with.only(grouping);
                    counts.merge(group, 1, Integer::sum);
                }
            }
            int step = i;
            counts.forEach((labels, count) -> rows.add(step, labels, count, null, false));
        }
        return rows.rows();
    }
}

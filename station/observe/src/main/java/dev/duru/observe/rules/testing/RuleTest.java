package dev.duru.observe.rules.testing;

import dev.duru.observe.alerts.Alert;
import dev.duru.observe.file.Section;
import dev.duru.observe.query.OwnQueries;
import dev.duru.observe.query.Queries;
import dev.duru.observe.rules.AlertingState;
import dev.duru.observe.rules.AlertingState.Active;
import dev.duru.observe.rules.Group;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.observe.rules.RuleHost;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.SeriesNotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One test: series, and what rules make of them. */
final class RuleTest {
    private final List<RuleGroup> definitions;
    private final long stepMillis;
    private final boolean fuzzy;
    private final TestSeries series = new TestSeries();
    private final long inputMillis;
    private final List<AlertTest> alertTests = new ArrayList<>();
    private final List<ExpressionTest> expressionTests = new ArrayList<>();
    private final Map<String, String> externalLabels;
    private final String externalUrl;

    private record AlertTest(Section place, long at, String name, List<Expected> expected) {}

    private record Expected(Map<String, String> labels, Map<String, String> annotations) {}

    private record ExpressionTest(String query, long at, List<ExpectedSample> expected) {}

    private record ExpectedSample(Labels labels, double value, @Nullable Histogram histogram) {}

    RuleTest(Section test, List<RuleGroup> groups, Duration step, boolean fuzzy) {
        this.definitions = groups;
        this.stepMillis = step.toMillis();
        this.fuzzy = fuzzy;
        Duration interval = test.duration("interval", Duration.ofMinutes(1));
        this.inputMillis = interval.toMillis();
        this.externalLabels = test.pairs("external_labels");
        this.externalUrl = test.text("external_url", "");
        for (Section input : test.sections("input_series")) {
            load(input);
        }
        for (Section each : test.sections("alert_rule_test")) {
            alertTests.add(alertTest(each));
        }
        for (Section each : test.sections("promql_expr_test")) {
            expressionTests.add(expressionTest(each));
        }
        test.text("name", "");
        test.end("a test");
    }

    private void load(Section input) {
        String text = input.required("series") + " " + input.text("values", "");
        input.end("a series");
        try {
            SeriesNotation.Written written = SeriesNotation.parse(text);
            for (int i = 0; i < written.items().size(); i++) {
                SeriesNotation.Item item = written.items().get(i);
                if (!item.omitted()) {
                    series.keep(written.labels(), i * inputMillis, item.value(), item.histogram());
                }
            }
        } catch (TsdbException e) {
            throw input.wrong("series", String.valueOf(e.getMessage()));
        }
    }

    private static AlertTest alertTest(Section test) {
        String name = test.required("alertname");
        List<Expected> expected = new ArrayList<>();
        for (Section each : test.sections("exp_alerts")) {
            Map<String, String> labels = new TreeMap<>(each.pairs("exp_labels"));
            labels.put(Alert.ALERTNAME, name);
            expected.add(new Expected(labels, new TreeMap<>(each.pairs("exp_annotations"))));
            each.end("an expected alert");
        }
        AlertTest result =
                new AlertTest(
                        test, test.duration("eval_time", Duration.ZERO).toMillis(), name, expected);
        test.end("a test of an alert");
        return result;
    }

    private static ExpressionTest expressionTest(Section test) {
        List<ExpectedSample> expected = new ArrayList<>();
        for (Section each : test.sections("exp_samples")) {
            expected.add(sample(each));
            each.end("an expected sample");
        }
        ExpressionTest result =
                new ExpressionTest(
                        test.required("expr"),
                        test.duration("eval_time", Duration.ZERO).toMillis(),
                        expected);
        test.end("a test of an expression");
        return result;
    }

    private static ExpectedSample sample(Section section) {
        String labels = section.text("labels", "{}");
        String histogram = section.text("histogram", "");
        String value =
                histogram.isEmpty()
                        ? section.text("value", "0").replaceFirst("^\\.", "").replace(".inf", "Inf")
                        : histogram;
        section.text("value", "");
        try {
            SeriesNotation.Written written = SeriesNotation.parse(labels + " " + value);
            SeriesNotation.Item item = written.items().getFirst();
            return new ExpectedSample(written.labels(), item.value(), item.histogram());
        } catch (TsdbException e) {
            throw section.wrong("labels", String.valueOf(e.getMessage()));
        }
    }

    /** What came out otherwise. */
    List<String> run() {
        List<String> wrong = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        definitions.forEach(definition -> groups.add(new Group(definition, new Host())));
        long last = 0;
        TreeMap<Long, List<AlertTest>> due = new TreeMap<>();
        for (AlertTest test : alertTests) {
            last = Math.max(last, test.at());
            due.computeIfAbsent(test.at(), t -> new ArrayList<>()).add(test);
        }
        for (ExpressionTest test : expressionTests) {
            last = Math.max(last, test.at());
        }
        for (long at = 0; at <= last; at += stepMillis) {
            for (Group group : groups) {
                group.evaluate(at);
                failures(group, at, wrong);
            }
            due.subMap(at, true, at + stepMillis, false)
                    .values()
                    .forEach(tests -> tests.forEach(test -> check(test, groups, wrong)));
        }
        expressionTests.forEach(test -> check(test, wrong));
        return wrong;
    }

    private static void failures(Group group, long at, List<String> wrong) {
        for (Group.Status status : group.statuses()) {
            if (!status.problem().isEmpty()) {
                wrong.add(
                        "rule %s at %s: %s"
                                .formatted(
                                        status.rule().name(),
                                        Duration.ofMillis(at),
                                        status.problem()));
            }
        }
    }

    private static void check(AlertTest test, List<Group> groups, List<String> wrong) {
        TreeSet<String> expected = new TreeSet<>();
        test.expected().forEach(e -> expected.add(text(e.labels(), e.annotations())));
        TreeSet<String> got = new TreeSet<>();
        boolean known = false;
        for (Group group : groups) {
            known |= group.statuses().stream().anyMatch(s -> s.rule().name().equals(test.name()));
            for (Active alert : group.alerts(test.name())) {
                if (alert.state() == AlertingState.State.FIRING) {
                    got.add(text(alert.labels().map(), alert.annotations()));
                }
            }
        }
        if (!expected.equals(got) || !known && !expected.isEmpty()) {
            wrong.add(
                    "%s: alert %s at %s%n  expected: %s%n  got:      %s"
                            .formatted(
                                    test.place().position(),
                                    test.name(),
                                    Duration.ofMillis(test.at()),
                                    expected,
                                    got));
        }
    }

    private static String text(Map<String, String> labels, Map<String, String> annotations) {
        return "labels "
                + Labels.of(labels).inBraces()
                + " annotations "
                + new TreeMap<>(annotations);
    }

    private void check(ExpressionTest test, List<String> wrong) {
        List<Value.Sample> got;
        try {
            got = samples(new OwnQueries(series).value(test.query(), test.at()));
        } catch (TsdbException e) {
            wrong.add("expression `" + test.query() + "`: " + e.getMessage());
            return;
        }
        List<Value.Sample> sorted =
                got.stream().sorted(Comparator.comparing(Value.Sample::labels)).toList();
        List<ExpectedSample> expected =
                test.expected().stream()
                        .sorted(Comparator.comparing(ExpectedSample::labels))
                        .toList();
        boolean same = sorted.size() == expected.size();
        for (int i = 0; same && i < sorted.size(); i++) {
            same = isSame(expected.get(i), sorted.get(i));
        }
        if (!same) {
            wrong.add(
                    "expression `%s` at %s%n  expected: %s%n  got:      %s"
                            .formatted(
                                    test.query(), Duration.ofMillis(test.at()), expected, sorted));
        }
    }

    private static List<Value.Sample> samples(Value value) {
        return switch (value) {
            case Value.Scalar(double number) -> List.of(new Value.Sample(Labels.EMPTY, number));
            case Value.Vector(List<Value.Sample> samples) -> samples;
            case Value.Matrix _, Value.Text _ ->
                    throw new TsdbException("rule result is not a vector or scalar");
        };
    }

    private boolean isSame(ExpectedSample expected, Value.Sample got) {
        if (!expected.labels().equals(got.labels())) {
            return false;
        }
        Histogram histogram = got.histogram();
        if (histogram != null || expected.histogram() != null) {
            return histogram != null
                    && expected.histogram() != null
                    && histogram.compact().equals(expected.histogram().compact());
        }
        double difference = Math.abs(expected.value() - got.value());
        return Double.compare(expected.value(), got.value()) == 0
                || expected.value() == got.value()
                || fuzzy && difference <= 1e-15 * Math.max(1, Math.abs(expected.value()));
    }

    private final class Host implements RuleHost {
        @Override
        public Queries queries(String scope) {
            return new OwnQueries(series);
        }

        @Override
        public SeriesReader reader(String scope) {
            return series;
        }

        @Override
        public void keep(Labels labels, long time, double value, @Nullable Histogram histogram) {
            series.keep(labels, time, Stale.is(value) ? Stale.MARKER : value, histogram);
        }

        @Override
        public void tell(List<Alert> alerts) {
            // A test looks at the rules themselves.
        }

        @Override
        public Map<String, String> externalLabels() {
            return new HashMap<>(externalLabels);
        }

        @Override
        public String externalUrl() {
            return externalUrl;
        }
    }
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds labels of info metrics to series of the same instance and job. */
final class InfoFunction {
    private static final List<String> IDENTIFYING = List.of("instance", "job");
    private static final Matcher TARGET_INFO = Matcher.equal(Labels.NAME, "target_info");

    private final CallContext call;
    private final List<Matcher> names;
    private final Map<String, List<Matcher>> data = new LinkedHashMap<>();

    private InfoFunction(CallContext call) {
        this.call = call;
        List<Matcher> given = new ArrayList<>();
        if (call.size() > 1 && call.argument(1) instanceof Expr.Selector selector) {
            for (Matcher matcher : selector.matchers()) {
                if (matcher.label().equals(Labels.NAME)) {
                    given.add(matcher);
                } else {
                    data.computeIfAbsent(matcher.label(), l -> new ArrayList<>()).add(matcher);
                }
            }
        }
        this.names = names(given);
    }

    static List<Row> rows(CallContext call) {
        return new InfoFunction(call).rows();
    }

    /** Which names info metrics have: some must be told of, else the usual ones. */
    private static List<Matcher> names(List<Matcher> given) {
        if (given.isEmpty()) {
            return List.of(TARGET_INFO);
        }
        boolean positive =
                given.stream()
                        .anyMatch(m ->
                                m.kind() == Matcher.Kind.EQUAL || m.kind() == Matcher.Kind.MATCH);
        if (positive) {
            return given;
        }
        List<Matcher> all = new ArrayList<>();
        all.add(new Matcher(Labels.NAME, Matcher.Kind.MATCH, ".+_info"));
        all.addAll(given);
        return all;
    }

    private boolean isInfo(Labels labels) {
        return names.stream().allMatch(m -> m.test(labels));
    }

    private List<Row> rows() {
        List<Row> base = call.rows(0);
        List<InfoRow> infos = infos(base);
        RowCollector rows = new RowCollector(call.steps().count());
        Set<String> infoNames =
                infos.stream()
                        .map(i -> i.labels().value(Labels.NAME))
                        .collect(Collectors.toCollection(TreeSet::new));
        for (int step = 0; step < call.steps().count(); step++) {
            Map<Labels, InfoRow> newest = newest(infos, step);
            for (Row row : base) {
                if (!row.has(step)) {
                    continue;
                }
                Labels labels =
                        isInfo(row.labels())
                                ? row.labels()
                                : enriched(row.labels(), infoNames, newest);
                if (labels != null) {
                    rows.add(step, labels, row.value(step), row.histogram(step), row.dropName());
                }
            }
        }
        return rows.rows();
    }

    /** An info series with the time of its sample at each step. */
    private record InfoRow(Labels labels, Labels signature, Row times) {}

    private List<InfoRow> infos(List<Row> base) {
        List<Matcher> matchers = new ArrayList<>();
        for (String label : IDENTIFYING) {
            Set<String> values = new TreeSet<>();
            for (Row row : base) {
                String value = row.labels().value(label);
                if (!isInfo(row.labels()) && !value.isEmpty()) {
                    values.add(Pattern.quote(value));
                }
            }
            if (!values.isEmpty()) {
                matchers.add(new Matcher(label, Matcher.Kind.MATCH, String.join("|", values)));
            }
        }
        if (matchers.isEmpty()) {
            return List.of();
        }
        data.values().forEach(matchers::addAll);
        matchers.addAll(names);
        List<InfoRow> infos = new ArrayList<>();
        Evaluator evaluator = call.evaluator();
        When when = when(call.argument(0));
        evaluator.scanInstant(
                matchers,
                when,
                series -> {
                    Row times = times(series, when);
                    if (times.size() > 0) {
                        infos.add(new InfoRow(series.labels(), signature(series.labels()), times));
                    }
                });
        return infos;
    }

    private Row times(Series series, When when) {
        for (int i = 0; i < series.size(); i++) {
            if (series.histogram(i) != null) {
                throw QueryException.execution(
                        "this should be an info metric, with float samples: "
                                + series.labels().inBraces());
            }
        }
        return call.evaluator().instant(series, when, (s, i) -> s.times()[i]);
    }

    /** The times of the first selector govern the info series too. */
    private static When when(Expr expr) {
        When found = first(expr, new ArrayList<>());
        return found == null ? When.NOW : found;
    }

    private static @Nullable When first(Expr expr, List<When> outer) {
        if (expr instanceof Expr.Selector selector) {
            long offset = Evaluator.millis(selector.when().offset());
            Expr.At at = selector.when().at();
            for (int i = outer.size() - 1; i >= 0 && at == null; i--) {
                offset += Evaluator.millis(outer.get(i).offset());
                at = outer.get(i).at();
            }
            return new When(Evaluator.span(offset), at);
        }
        List<When> path = new ArrayList<>(outer);
        if (expr instanceof Expr.Subquery subquery) {
            path.add(subquery.when());
        }
        for (Expr child : expr.children()) {
            When found = first(child, path);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Labels signature(Labels labels) {
        return labels.only(List.of("instance", "job", Labels.NAME));
    }

    /** The info series of each signature with the newest sample. */
    private static Map<Labels, InfoRow> newest(List<InfoRow> infos, int step) {
        Map<Labels, InfoRow> newest = new HashMap<>();
        for (InfoRow info : infos) {
            if (!info.times().has(step)) {
                continue;
            }
            InfoRow other = newest.get(info.signature());
            if (other != null && other.times().value(step) == info.times().value(step)) {
                throw QueryException.execution(
                        "found duplicate series for info metric: existing %s @ %d, new %s @ %d"
                                .formatted(
                                        other.labels().inBraces(),
                                        (long) other.times().value(step),
                                        info.labels().inBraces(),
                                        (long) info.times().value(step)));
            }
            if (other == null || other.times().value(step) < info.times().value(step)) {
                newest.put(info.signature(), info);
            }
        }
        return newest;
    }

    /** The labels with those of the info series; null when a wanted info series is missing. */
    private @Nullable Labels enriched(
            Labels base, Set<String> infoNames, Map<Labels, InfoRow> newest) {
        Map<String, String> added = new HashMap<>();
        Map<String, String> own = base.map();
        Set<String> seen = new HashSet<>();
        for (String name : infoNames) {
            InfoRow info = newest.get(base.only(IDENTIFYING).with(Labels.NAME, name));
            if (info == null) {
                continue;
            }
            seen.add(name);
            info.labels()
                    .map()
                    .forEach((label, value) -> {
                        boolean wanted = data.isEmpty() || data.containsKey(label);
                        if (label.equals(Labels.NAME) || !wanted) {
                            return;
                        }
                        String other = added.get(label);
                        if (other != null && !other.equals(value)) {
                            throw QueryException.execution("conflicting label: " + label);
                        }
                        if (!own.containsKey(label)) {
                            added.put(label, value);
                        }
                    });
        }
        if (seen.isEmpty()
                && data.values().stream().flatMap(List::stream).anyMatch(m -> !m.test(""))) {
            return null;
        }
        Map<String, String> all = new HashMap<>(own);
        all.putAll(added);
        return Labels.of(all);
    }
}

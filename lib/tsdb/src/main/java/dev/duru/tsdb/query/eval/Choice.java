package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Aggregation;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.QueryException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Aggregations that give some of their series as they are. */
final class Choice {
    private final Expr.Aggregate aggregate;
    private final Evaluator evaluator;
    private final double[] parameter;
    private final Map<Labels, List<Row>> groups;
    private final Aggregation kind;
    private final Map<Row, Row> chosen = new IdentityHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    Choice(
            Expr.Aggregate aggregate,
            Evaluator evaluator,
            double[] parameter,
            Map<Labels, List<Row>> groups) {
        this.aggregate = aggregate;
        this.evaluator = evaluator;
        this.parameter = parameter;
        this.groups = groups;
        this.kind = aggregate.aggregation();
    }

    List<Row> rows() {
        if (kind == Aggregation.LIMIT_RATIO) {
            checkRatio();
        } else if (!checkNumber()) {
            return List.of();
        }
        for (int i = 0; i < parameter.length; i++) {
            for (List<Row> members : groups.values()) {
                if (kind == Aggregation.LIMIT_RATIO) {
                    ratio(members, i);
                } else if (parameter[i] >= 1) {
                    number(members, i);
                }
            }
        }
        return rows;
    }

    /** Whether any step asks for a series. */
    private boolean checkNumber() {
        if (Arrays.stream(parameter).noneMatch(k -> k >= 1 || Double.isNaN(k))) {
            return false;
        }
        if (Arrays.stream(parameter).anyMatch(Double::isNaN)) {
            throw QueryException.execution("Parameter value is NaN");
        }
        double least = Arrays.stream(parameter).min().orElse(0);
        double most = Arrays.stream(parameter).max().orElse(0);
        if (least <= Long.MIN_VALUE) {
            throw QueryException.execution(
                    "Scalar value " + NumberText.general(least) + " underflows int64");
        }
        if (most >= Long.MAX_VALUE) {
            throw QueryException.execution(
                    "Scalar value " + NumberText.general(most) + " overflows int64");
        }
        return true;
    }

    private void checkRatio() {
        if (Arrays.stream(parameter).anyMatch(Double::isNaN)) {
            throw QueryException.execution("Ratio value is NaN");
        }
        double least = Arrays.stream(parameter).min().orElse(0);
        double most = Arrays.stream(parameter).max().orElse(0);
        if (most > 1) {
            warnRatio(most, 1);
        }
        if (least < -1) {
            warnRatio(least, -1);
        }
    }

    private void warnRatio(double ratio, double to) {
        Expr given = aggregate.parameter();
        evaluator
                .annotations()
                .warn(
                        given == null ? aggregate.place() : given.place(),
                        "ratio value should be between -1 and 1, got "
                                + NumberText.general(ratio)
                                + ", capping to "
                                + NumberText.general(to));
    }

    private void choose(Row row, int step) {
        Row into = chosen.get(row);
        if (into == null) {
            into = new Row(row.labels(), row.dropName(), row.steps());
            chosen.put(row, into);
            rows.add(into);
        }
        into.copy(row, step, step);
    }

    private void number(List<Row> members, int step) {
        long wanted = (long) parameter[step];
        List<Row> there = new ArrayList<>();
        for (Row row : members) {
            if (kind != Aggregation.LIMITK && row.histogram(step) != null) {
                evaluator.annotations().inform(aggregate.place(), Words.ignored(kind.word()));
            } else if (row.has(step)) {
                there.add(row);
            }
        }
        if (kind != Aggregation.LIMITK) {
            there.sort(order(step));
        }
        there.stream().limit(wanted).forEach(row -> choose(row, step));
    }

    private Comparator<Row> order(int step) {
        boolean top = kind == Aggregation.TOPK;
        return (a, b) -> {
            double x = a.value(step);
            double y = b.value(step);
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
            }
            return top ? Double.compare(y, x) : Double.compare(x, y);
        };
    }

    private void ratio(List<Row> members, int step) {
        double ratio = Math.clamp(parameter[step], -1.0, 1.0);
        for (Row row : members) {
            double place = place(row.labels());
            boolean in = ratio >= 0 ? place < ratio : place >= 1 + ratio;
            if (row.has(step) && ratio != 0 && in) {
                choose(row, step);
            }
        }
    }

    /** A series' own place between 0 and 1: from the hash of its labels, as Prometheus has it. */
    private static double place(Labels labels) {
        byte[] bytes = encoded(labels);
        long hash = XxHash.of(bytes);
        double unsigned = (hash >>> 1) * 2.0 + (hash & 1);
        return unsigned / 0x1p64;
    }

    /** Each name and value with its length before it. */
    private static byte[] encoded(Labels labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        labels.map()
                .forEach((name, value) -> {
                    text(out, name);
                    text(out, value);
                });
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 255) {
            out.write(bytes.length);
        } else {
            out.write(255);
            out.write(bytes.length);
            out.write(bytes.length >> 8);
            out.write(bytes.length >> 16);
        }
        out.writeBytes(bytes);
    }
}

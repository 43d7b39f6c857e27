package dev.duru.tsdb.differential;

import java.util.List;
import java.util.Random;

/** Queries at random that Prometheus 2.42 understands as today's does. */
final class RandomQuery {
    private static final List<String> MATH =
            List.of(
                    "abs", "ceil", "floor", "sqrt", "ln", "log2", "log10", "sgn", "atan", "asinh",
                    "tanh");
    private static final List<String> DATES =
            List.of(
                    "day_of_week",
                    "hour",
                    "minute",
                    "month",
                    "year",
                    "days_in_month",
                    "day_of_year",
                    "day_of_month");
    private static final List<String> RANGES =
            List.of(
                    "rate",
                    "increase",
                    "irate",
                    "resets",
                    "changes",
                    "count_over_time",
                    "last_over_time",
                    "sum_over_time",
                    "avg_over_time",
                    "min_over_time",
                    "max_over_time",
                    "present_over_time",
                    "stddev_over_time",
                    "stdvar_over_time",
                    "deriv",
                    "delta",
                    "idelta",
                    "absent_over_time");
    private static final List<String> GAUGE_RANGES =
            List.of(
                    "changes",
                    "count_over_time",
                    "last_over_time",
                    "sum_over_time",
                    "avg_over_time",
                    "min_over_time",
                    "max_over_time",
                    "present_over_time",
                    "stddev_over_time",
                    "stdvar_over_time",
                    "deriv",
                    "delta",
                    "idelta");
    private static final List<String> REDUCERS =
            List.of("sum", "avg", "min", "max", "count", "group");

    private final Random random;

    RandomQuery(Random random) {
        this.random = random;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }

    private String number() {
        return pick("0", "1", "2", "0.5", "-1", "10", "25", "1e3", "5200", "Inf", "3.25");
    }

    /** A query, of a vector or of a number. */
    String next() {
        return random.nextInt(12) == 0 ? scalar(2) : vector(3);
    }

    private String scalar(int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(6)) {
            case 0, 1 -> number();
            case 2 -> pick("time()", "pi()");
            case 3 -> "scalar(" + vector(depth - 1) + ")";
            case 4 -> "(" + scalar(depth - 1) + " " + arithmetic() + " " + scalar(depth - 1) + ")";
            default -> "(" + scalar(depth - 1) + " " + comparison() + " bool " + scalar(0) + ")";
        };
    }

    private String arithmetic() {
        return pick("+", "-", "*", "/", "%");
    }

    private String comparison() {
        return pick("==", "!=", ">", "<", ">=", "<=");
    }

    private String when() {
        return switch (random.nextInt(6)) {
            case 0 -> " offset " + pick("30s", "1m", "5m", "-1m", "10m");
            case 1 -> " @ " + (RandomSeries.BEGIN / 1000 + 3_611 + 30 * random.nextInt(60));
            default -> "";
        };
    }

    private String gauge() {
        return pick("temperature", "ceiling")
                + pick("", "", "{room=\"x\"}", "{room=~\"x|y\"}", "{room!=\"x\"}", "{floor=\"\"}");
    }

    private String counter() {
        return "requests_total"
                + pick(
                        "",
                        "{job=\"a\"}",
                        "{code=~\"5..\"}",
                        "{instance!~\"1|2\"}",
                        "{job=\"nothing\"}");
    }

    private String vector(int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(14)) {
            case 0 -> gauge() + when();
            case 1 -> counter() + when();
            case 2 -> ranged();
            case 3, 4 -> aggregate(depth);
            case 5 -> pick(MATH) + "(" + vector(depth - 1) + ")";
            case 6 -> "(" + vector(depth - 1) + " " + arithmetic() + " " + scalar(1) + ")";
            case 7 ->
                    "("
                            + vector(depth - 1)
                            + " "
                            + comparison()
                            + pick("", " bool")
                            + " "
                            + number()
                            + ")";
            case 8 -> matched();
            case 9 ->
                    "("
                            + vector(depth - 1)
                            + " "
                            + pick("and", "or", "unless")
                            + pick("", " on (room)", " ignoring (code)")
                            + " "
                            + vector(depth - 1)
                            + ")";
            case 10 -> function(depth);
            case 11 -> subquery();
            case 12 -> "-" + vector(depth - 1);
            default -> quantile();
        };
    }

    private String ranged() {
        String range = "[" + pick("1m", "2m", "5m", "90s", "15m") + "]";
        if (random.nextInt(8) == 0) {
            return "quantile_over_time("
                    + pick("0", "0.25", "0.9", "1")
                    + ", "
                    + gauge()
                    + range
                    + when()
                    + ")";
        }
        if (random.nextInt(10) == 0) {
            return "predict_linear(" + gauge() + range + ", 60)";
        }
        return random.nextBoolean()
                ? pick(RANGES) + "(" + counter() + range + when() + ")"
                : pick(GAUGE_RANGES) + "(" + gauge() + range + when() + ")";
    }

    private String grouping() {
        return pick(
                "",
                " by (job)",
                " by (room)",
                " without (code)",
                " by (instance, code)",
                " without (floor, instance)");
    }

    private String aggregate(int depth) {
        String of = vector(depth - 1);
        return switch (random.nextInt(7)) {
            case 6 -> pick("stddev", "stdvar") + grouping() + " (" + gauge() + when() + ")";
            case 0 ->
                    pick("topk", "bottomk")
                            + grouping()
                            + " ("
                            + pick("1", "2", "3", "0")
                            + ", "
                            + withoutTies()
                            + ")";
            case 1 ->
                    "quantile" + grouping() + " (" + pick("0", "0.5", "0.9", "1") + ", " + of + ")";
            case 2 -> "count_values" + grouping() + " (\"v\", ceil(" + gauge() + "))";
            default -> pick(REDUCERS) + grouping() + " (" + of + ")";
        };
    }

    /** Series whose values differ: of equal ones, either version may choose any. */
    private String withoutTies() {
        return pick("last_over_time", "max_over_time", "min_over_time")
                + "("
                + gauge()
                + pick("[2m]", "[10m]")
                + when()
                + ")";
    }

    private String matched() {
        return switch (random.nextInt(6)) {
            case 0 -> "(temperature " + arithmetic() + " on (room) group_left ceiling)";
            case 1 -> "(ceiling " + arithmetic() + " on (room) group_right temperature)";
            case 2 -> "(rate(requests_total[5m]) * on (job) group_left (version) build_info)";
            case 3 ->
                    "("
                            + counter()
                            + " "
                            + comparison()
                            + pick("", " bool")
                            + " "
                            + counter()
                            + ")";
            case 4 ->
                    "(requests_total{code=\"500\"} / ignoring (code)"
                            + " requests_total{code=\"200\"})";
            default -> "(temperature " + arithmetic() + " on (room) ceiling)";
        };
    }

    private String function(int depth) {
        String of = vector(depth - 1);
        return switch (random.nextInt(11)) {
            // Of large numbers these lose all digits.
            case 10 -> pick("sin", "cos", "tan", "exp", "deg", "rad") + "(" + gauge() + " % 3)";
            case 9 -> pick(DATES) + "(" + pick("", gauge(), "vector(time())") + ")";
            case 0 -> "clamp(" + of + ", " + number() + ", " + number() + ")";
            case 1 -> "clamp_min(" + of + ", " + number() + ")";
            case 2 -> "round(" + of + pick("", ", 5", ", 0.5") + ")";
            case 3 -> "absent(" + pick(gauge(), counter(), of) + ")";
            case 4 -> "vector(" + scalar(1) + ")";
            case 5 -> "label_replace(" + of + ", \"copy\", \"<$1>\", \"room\", \"(.).*\")";
            case 6 -> "label_join(" + of + ", \"both\", \"-\", \"job\", \"room\")";
            case 7 -> "timestamp(" + pick(gauge(), counter()) + when() + ")";
            default -> "sort(" + of + ")";
        };
    }

    private String subquery() {
        String of = random.nextBoolean() ? ranged() : "sum by (room) (" + gauge() + ")";
        return pick(
                        "max_over_time",
                        "min_over_time",
                        "count_over_time",
                        "last_over_time",
                        "sum_over_time")
                + "(("
                + of
                + ")["
                + pick("5m", "10m", "3m")
                + ":"
                + pick("", "30s", "1m")
                + "]"
                + pick("", " offset 1m")
                + ")";
    }

    private String quantile() {
        String buckets =
                pick(
                        "latency_bucket",
                        "rate(latency_bucket[5m])",
                        "sum by (le) (rate(latency_bucket[2m]))");
        return "histogram_quantile("
                + pick("0", "0.5", "0.9", "0.99", "1", "2")
                + ", "
                + buckets
                + ")";
    }
}

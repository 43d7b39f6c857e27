package dev.duru.tsdb.query;

import dev.duru.tsdb.query.Expr.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The functions that there are, with what they take and give. */
public enum Functions {
    /** Growth a second of a counter over a range, restarts allowed for. */
    RATE(Type.VECTOR, 1, Type.MATRIX),
    /** Growth of a counter over a range. */
    INCREASE(Type.VECTOR, 1, Type.MATRIX),
    /** Growth a second between the last two samples. */
    IRATE(Type.VECTOR, 1, Type.MATRIX),
    /** Difference of a gauge over a range. */
    DELTA(Type.VECTOR, 1, Type.MATRIX),
    /** Mean of a range. */
    AVG_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** Smallest of a range. */
    MIN_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** Largest of a range. */
    MAX_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** Sum of a range. */
    SUM_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** Number of samples of a range. */
    COUNT_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** Last sample of a range. */
    LAST_OVER_TIME(Type.VECTOR, 1, Type.MATRIX),
    /** A quantile of each histogram among the series by label le. */
    HISTOGRAM_QUANTILE(Type.VECTOR, 2, Type.SCALAR, Type.VECTOR),
    /** Without sign. */
    ABS(Type.VECTOR, 1, Type.VECTOR),
    /** Rounded up. */
    CEIL(Type.VECTOR, 1, Type.VECTOR),
    /** Rounded down. */
    FLOOR(Type.VECTOR, 1, Type.VECTOR),
    /** Rounded to the nearest multiple of the second argument, 1 by default. */
    ROUND(Type.VECTOR, 1, Type.VECTOR, Type.SCALAR),
    /** At least the second argument. */
    CLAMP_MIN(Type.VECTOR, 2, Type.VECTOR, Type.SCALAR),
    /** At most the second argument. */
    CLAMP_MAX(Type.VECTOR, 2, Type.VECTOR, Type.SCALAR),
    /** One series with the value 1 when there is nothing. */
    ABSENT(Type.VECTOR, 1, Type.VECTOR),
    /** The only value of a vector, or NaN. */
    SCALAR(Type.SCALAR, 1, Type.VECTOR),
    /** A number as a vector without labels. */
    VECTOR(Type.VECTOR, 1, Type.SCALAR),
    /** The time of the evaluation in seconds since 1970. */
    TIME(Type.SCALAR, 0);

    /** What PromQL has and this does not have yet. */
    private static final Set<String> NOT_YET =
            Set.of(
                    "absent_over_time",
                    "acos",
                    "acosh",
                    "asin",
                    "asinh",
                    "atan",
                    "atanh",
                    "changes",
                    "clamp",
                    "cos",
                    "cosh",
                    "day_of_month",
                    "day_of_week",
                    "day_of_year",
                    "days_in_month",
                    "deg",
                    "deriv",
                    "double_exponential_smoothing",
                    "exp",
                    "histogram_avg",
                    "histogram_count",
                    "histogram_fraction",
                    "histogram_stddev",
                    "histogram_stdvar",
                    "histogram_sum",
                    "holt_winters",
                    "hour",
                    "idelta",
                    "info",
                    "label_join",
                    "label_replace",
                    "ln",
                    "log10",
                    "log2",
                    "mad_over_time",
                    "minute",
                    "month",
                    "pi",
                    "predict_linear",
                    "present_over_time",
                    "quantile_over_time",
                    "rad",
                    "resets",
                    "sgn",
                    "sin",
                    "sinh",
                    "sort",
                    "sort_by_label",
                    "sort_by_label_desc",
                    "sort_desc",
                    "sqrt",
                    "stddev_over_time",
                    "stdvar_over_time",
                    "tan",
                    "tanh",
                    "timestamp",
                    "year");

    private final Type result;
    private final int least;
    private final List<Type> parameters;

    Functions(Type result, int least, Type... parameters) {
        this.result = result;
        this.least = least;
        this.parameters = List.of(parameters);
    }

    Type result() {
        return result;
    }

    int least() {
        return least;
    }

    List<Type> parameters() {
        return parameters;
    }

    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Functions> named(String name) {
        for (Functions function : values()) {
            if (function.shown().equals(name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    static boolean isNotYet(String name) {
        return NOT_YET.contains(name);
    }
}

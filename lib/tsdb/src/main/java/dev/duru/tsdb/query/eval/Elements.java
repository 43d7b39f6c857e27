package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramSum;
import dev.duru.tsdb.histogram.Trim;
import dev.duru.tsdb.query.syntax.Operator;
import dev.duru.tsdb.query.syntax.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An operator between two samples, numbers or histograms. */
final class Elements {
    private static final Value NOTHING = new Value(0, null);
    private static final Outcome ERROR = new Outcome(NOTHING, false, true);

    private final Operator operator;
    private final Place place;
    private final Annotations annotations;

    Elements(Operator operator, Place place, Annotations annotations) {
        this.operator = operator;
        this.place = place;
        this.annotations = annotations;
    }

    /** A sample: a histogram, or a number. */
    record Value(double number, @Nullable Histogram histogram) {
        void into(Row row, int step) {
            if (histogram != null) {
                row.set(step, histogram);
            } else {
                row.set(step, number);
            }
        }

        String kind() {
            return histogram == null ? "float" : "histogram";
        }
    }

    /**
     * What comes of it.
     *
     * @param keep whether a filter lets it through
     * @param isError whether the two do not go together
     */
    record Outcome(Value value, boolean keep, boolean isError) {
        static Outcome of(double number) {
            return new Outcome(new Value(number, null), true, false);
        }

        static Outcome of(Histogram histogram) {
            return new Outcome(new Value(0, histogram), true, false);
        }
    }

    static boolean holds(Operator operator, double a, double b) {
        return switch (operator) {
            case EQL -> a == b;
            case NEQ -> a != b;
            case LSS -> a < b;
            case LTE -> a <= b;
            case GTR -> a > b;
            case GTE -> a >= b;
            case ADD, SUB, MUL, DIV, MOD, POW, ATAN2 -> true;
            case TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS -> true;
        };
    }

    static double reckon(Operator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MOD -> a % b;
            case POW -> power(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case EQL, NEQ, LSS, LTE, GTR, GTE -> a;
            case TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS -> a;
        };
    }

    /** IEEE 754 wants 1 for 1 to any power and for -1 to an infinite one; Java does not. */
    private static double power(double a, double b) {
        return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
    }

    Outcome of(Value left, Value right) {
        Histogram a = left.histogram();
        Histogram b = right.histogram();
        if (a == null && b == null) {
            return numbers(left.number(), right.number());
        }
        if (a != null && b != null) {
            return histograms(a, b);
        }
        if (b != null) {
            return operator == Operator.MUL
                    ? Outcome.of(b.times(left.number()).compact())
                    : incompatible(left, right);
        }
        return a == null ? ERROR : mixed(a, left, right);
    }

    private Outcome numbers(double a, double b) {
        if (operator == Operator.TRIM_LOWER || operator == Operator.TRIM_UPPER) {
            return incompatible(NOTHING, NOTHING);
        }
        return operator.isComparison()
                ? new Outcome(new Value(a, null), holds(operator, a, b), false)
                : Outcome.of(reckon(operator, a, b));
    }

    private Outcome mixed(Histogram a, Value left, Value right) {
        return switch (operator) {
            case MUL -> Outcome.of(a.times(right.number()).compact());
            case DIV -> Outcome.of(a.over(right.number()).compact());
            case TRIM_UPPER -> Outcome.of(Trim.below(a, right.number()));
            case TRIM_LOWER -> Outcome.of(Trim.above(a, right.number()));
            case ADD, SUB, MOD, POW, ATAN2, EQL, NEQ, LSS, LTE, GTR, GTE, AND, OR, UNLESS ->
                    incompatible(left, right);
        };
    }

    private Outcome histograms(Histogram a, Histogram b) {
        return switch (operator) {
            case ADD, SUB -> sum(a, b);
            case EQL, NEQ ->
                    new Outcome(
                            new Value(0, a),
                            a.compact().equals(b.compact()) == (operator == Operator.EQL),
                            false);
            case MUL, DIV, MOD, POW, ATAN2, LSS, LTE, GTR, GTE ->
                    incompatible(new Value(0, a), new Value(0, b));
            case TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS ->
                    incompatible(new Value(0, a), new Value(0, b));
        };
    }

    private Outcome sum(Histogram a, Histogram b) {
        HistogramSum sum = new HistogramSum(a);
        if (!sum.takes(b)) {
            annotations.warn(
                    place,
                    "incompatible bucket layout encountered for binary operator "
                            + operator.sign());
            return ERROR;
        }
        boolean add = operator == Operator.ADD;
        Set<HistogramSum.Remark> remarks = add ? sum.add(b) : sum.subtract(b);
        Words.remark(annotations, remarks, place, add ? "addition" : "subtraction");
        Histogram result = sum.value().compact();
        return Outcome.of(add ? result : result.with(CounterReset.GAUGE));
    }

    private Outcome incompatible(Value left, Value right) {
        annotations.inform(
                place,
                "incompatible sample types encountered for binary operator \"%s\": %s %s %s"
                        .formatted(operator.sign(), left.kind(), operator.sign(), right.kind()));
        return ERROR;
    }
}

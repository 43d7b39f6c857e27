package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A query as a tree. Immutable. */
public sealed interface Expr {
    /** Where it stands in the query. */
    Place place();

    /** What it gives. */
    ValueType type();

    /** The expressions right below it, in the order of the text. */
    List<Expr> children();

    /**
     * A number, perhaps written as a duration.
     *
     * @param isDuration whether it was written as one; its value is then in seconds
     */
    record Number(double value, boolean isDuration, Place place) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.SCALAR;
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** A text. */
    record Text(String value, Place place) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** An expression in parentheses. */
    record Parens(Expr inner, Place place) implements Expr {
        @Override
        public ValueType type() {
            return inner.type();
        }

        @Override
        public List<Expr> children() {
            return List.of(inner);
        }
    }

    /** A sign before an expression. */
    record Unary(boolean minus, Expr operand, Place place) implements Expr {
        @Override
        public ValueType type() {
            return operand.type();
        }

        @Override
        public List<Expr> children() {
            return List.of(operand);
        }
    }

    /**
     * Two expressions and an operator.
     *
     * @param returnBool whether a comparison gives 0 or 1 instead of filtering
     * @param matching how series of both sides find each other; null unless both are vectors
     * @param sign where the operator stands
     */
    record Binary(
            Operator operator,
            Expr left,
            Expr right,
            boolean returnBool,
            @Nullable Matching matching,
            Place sign)
            implements Expr {
        @Override
        public Place place() {
            return left.place().to(right.place());
        }

        @Override
        public ValueType type() {
            return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
                    ? ValueType.SCALAR
                    : ValueType.VECTOR;
        }

        @Override
        public List<Expr> children() {
            return List.of(left, right);
        }
    }

    /** How many series of one side belong to how many of the other. */
    enum Cardinality {
        /** At most one on either side. */
        ONE_TO_ONE,
        /** Many on the left belong to one on the right. */
        MANY_TO_ONE,
        /** One on the left belongs to many on the right. */
        ONE_TO_MANY,
        /** Sets. */
        MANY_TO_MANY
    }

    /**
     * How series of both sides of an operator find each other.
     *
     * @param labels that must be equal, or must not matter
     * @param on whether they must be equal
     * @param include labels of the one side that the result takes over
     * @param fillLeft what stands for a series that the left side lacks
     * @param fillRight what stands for a series that the right side lacks
     */
    record Matching(
            Cardinality cardinality,
            List<String> labels,
            boolean on,
            List<String> include,
            Optional<Double> fillLeft,
            Optional<Double> fillRight) {
        /** One to one by all labels. */
        static final Matching PLAIN =
                new Matching(
                        Cardinality.ONE_TO_ONE,
                        List.of(),
                        false,
                        List.of(),
                        Optional.empty(),
                        Optional.empty());

        Matching with(Cardinality newCardinality) {
            return new Matching(newCardinality, labels, on, include, fillLeft, fillRight);
        }

        boolean fills() {
            return fillLeft.isPresent() || fillRight.isPresent();
        }
    }

    /** An aggregation. */
    record Aggregate(
            Aggregation aggregation,
            Expr of,
            @Nullable Expr parameter,
            List<String> grouping,
            boolean without,
            Place place)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        @Override
        public List<Expr> children() {
            return parameter == null ? List.of(of) : List.of(of, parameter);
        }
    }

    /** A function with its arguments. */
    record Call(Function function, List<Expr> arguments, Place place) implements Expr {
        @Override
        public ValueType type() {
            return function.result();
        }

        @Override
        public List<Expr> children() {
            return arguments;
        }
    }

    /** A fixed time: {@code @}. */
    sealed interface At {
        /** Milliseconds since 1970. */
        record Time(long millis) implements At {}

        /** The first moment of the query. */
        record Start() implements At {}

        /** The last moment of the query. */
        record End() implements At {}
    }

    /**
     * When a selector looks.
     *
     * @param offset how much earlier, in milliseconds unless reckoned
     * @param at a fixed time; null for the time of the evaluation
     */
    record When(Span offset, @Nullable At at) {
        /** Now. */
        public static final When NOW = new When(Span.ZERO, null);

        /** With a fixed time. */
        public When at(At newAt) {
            return new When(offset, newAt);
        }
    }

    /** What a selector takes from beyond its range. */
    enum Extension {
        /** Nothing. */
        NONE,
        /** The last sample before the range stands at its beginning. */
        ANCHORED,
        /** Values at both ends are interpolated. */
        SMOOTHED
    }

    /**
     * Series by their labels.
     *
     * @param name before the braces; empty when there was none
     * @param matchers the name's among them
     * @param freely whether it may select everything
     */
    record Selector(
            String name,
            List<Matcher> matchers,
            When when,
            Extension extension,
            boolean freely,
            Place place)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }

        /** Looking at another time. */
        public Selector with(When newWhen) {
            return new Selector(name, matchers, newWhen, extension, freely, place);
        }

        Selector with(Extension newExtension, Place newPlace) {
            return new Selector(name, matchers, when, newExtension, freely, newPlace);
        }

        /** The labels that a series is sure to have, from equality alone. */
        public Labels certain() {
            Map<String, String> certain = new TreeMap<>();
            Set<String> seen = new HashSet<>();
            for (Matcher matcher : matchers) {
                if (matcher.label().equals(Labels.NAME)) {
                    continue;
                }
                if (matcher.kind() == Matcher.Kind.EQUAL && seen.add(matcher.label())) {
                    certain.put(matcher.label(), matcher.value());
                } else {
                    certain.remove(matcher.label());
                }
            }
            return Labels.of(certain);
        }
    }

    /** Samples of a selector over a range. */
    record Range(Selector selector, Span range, Place place) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public List<Expr> children() {
            return List.of(selector);
        }
    }

    /**
     * An expression evaluated over a range.
     *
     * @param step null for the default
     */
    record Subquery(Expr of, Span range, @Nullable Span step, When when, Place place)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public List<Expr> children() {
            return List.of(of);
        }
    }
}

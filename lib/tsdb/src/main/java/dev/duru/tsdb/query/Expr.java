package dev.duru.tsdb.query;

import dev.duru.tsdb.Matcher;
import java.util.List;

/** A query as a tree. Each part knows how many characters of the query come before it. */
public sealed interface Expr {
    /** What evaluating gives. */
    enum Type {
        /** One number. */
        SCALAR,
        /** One number for each series. */
        VECTOR,
        /** Samples of a range for each series. */
        MATRIX,
        /** A text. */
        STRING;

        String shown() {
            return switch (this) {
                case SCALAR -> "a number";
                case VECTOR -> "an instant vector";
                case MATRIX -> "a range such as x[5m]";
                case STRING -> "a string";
            };
        }
    }

    /** Where it begins. */
    int position();

    /** What evaluating it gives. */
    Type type();

    /** A literal number. */
    record Number(int position, double value) implements Expr {
        @Override
        public Type type() {
            return Type.SCALAR;
        }
    }

    /** A literal string. */
    record Text(int position, String value) implements Expr {
        @Override
        public Type type() {
            return Type.STRING;
        }
    }

    /**
     * The last value of each series that fulfils the matchers.
     *
     * @param offsetMillis how far in the past to look
     */
    record Selector(int position, List<Matcher> matchers, long offsetMillis) implements Expr {
        @Override
        public Type type() {
            return Type.VECTOR;
        }
    }

    /** All samples of a selector in the time before. */
    record Range(int position, Selector selector, long rangeMillis) implements Expr {
        @Override
        public Type type() {
            return Type.MATRIX;
        }
    }

    /** A function with its arguments. */
    record Call(int position, Functions function, List<Expr> arguments) implements Expr {
        @Override
        public Type type() {
            return function.result();
        }
    }

    /** Minus. */
    record Negative(int position, Expr operand) implements Expr {
        @Override
        public Type type() {
            return operand.type();
        }
    }

    /** Two operands; bool turns a comparison's filter into 0 and 1. */
    record Binary(
            int position, Operator operator, boolean bool, Matching matching, Expr left, Expr right)
            implements Expr {
        @Override
        public Type type() {
            return left.type() == Type.SCALAR && right.type() == Type.SCALAR
                    ? Type.SCALAR
                    : Type.VECTOR;
        }
    }

    /** One value for each group of series. */
    record Aggregate(
            int position, Aggregation aggregation, boolean without, List<String> labels, Expr of)
            implements Expr {
        @Override
        public Type type() {
            return Type.VECTOR;
        }
    }

    /**
     * Which labels two series must share to be paired.
     *
     * @param on only these labels; otherwise all but these
     */
    record Matching(boolean on, List<String> labels) {
        /** All labels but the name. */
        static final Matching ALL = new Matching(false, List.of());
    }

    /** How groups are made one value. */
    enum Aggregation {
        /** Sum. */
        SUM,
        /** Mean. */
        AVG,
        /** Smallest. */
        MIN,
        /** Largest. */
        MAX,
        /** Number of series. */
        COUNT
    }

    /** What stands between two operands. */
    enum Operator {
        /** Or. */
        OR("or", 1),
        /** And. */
        AND("and", 2),
        /** Unless. */
        UNLESS("unless", 2),
        /** Equal. */
        EQ("==", 3),
        /** Not equal. */
        NE("!=", 3),
        /** At most. */
        LE("<=", 3),
        /** Less. */
        LT("<", 3),
        /** At least. */
        GE(">=", 3),
        /** More. */
        GT(">", 3),
        /** Plus. */
        ADD("+", 4),
        /** Minus. */
        SUB("-", 4),
        /** Times. */
        MUL("*", 5),
        /** Divided by. */
        DIV("/", 5),
        /** Remainder. */
        MOD("%", 5),
        /** To the power of; binds to the right. */
        POW("^", 6);

        private final String sign;
        private final int strength;

        Operator(String sign, int strength) {
            this.sign = sign;
            this.strength = strength;
        }

        String sign() {
            return sign;
        }

        int strength() {
            return strength;
        }

        boolean isComparison() {
            return strength == 3;
        }

        boolean isSet() {
            return strength < 3;
        }
    }
}

package dev.duru.tsdb.query.syntax;

import java.util.Optional;

/** What stands between two expressions. */
public enum Operator {
    /** Sum. */
    ADD("+", Kind.ARITHMETIC, 4),
    /** Difference. */
    SUB("-", Kind.ARITHMETIC, 4),
    /** Product. */
    MUL("*", Kind.ARITHMETIC, 5),
    /** Quotient. */
    DIV("/", Kind.ARITHMETIC, 5),
    /** Remainder, with the sign of the dividend. */
    MOD("%", Kind.ARITHMETIC, 5),
    /** Power; binds to the right. */
    POW("^", Kind.ARITHMETIC, 6),
    /** Angle of a point. */
    ATAN2("atan2", Kind.ARITHMETIC, 5),
    /** Equal. */
    EQL("==", Kind.COMPARISON, 3),
    /** Not equal. */
    NEQ("!=", Kind.COMPARISON, 3),
    /** Less. */
    LSS("<", Kind.COMPARISON, 3),
    /** Less or equal. */
    LTE("<=", Kind.COMPARISON, 3),
    /** Greater. */
    GTR(">", Kind.COMPARISON, 3),
    /** Greater or equal. */
    GTE(">=", Kind.COMPARISON, 3),
    /** A histogram without observations above a value. */
    TRIM_UPPER("</", Kind.TRIM, 3),
    /** A histogram without observations below a value. */
    TRIM_LOWER(">/", Kind.TRIM, 3),
    /** Both sides have it. */
    AND("and", Kind.SET, 2),
    /** The left side, and what the right has more. */
    OR("or", Kind.SET, 1),
    /** The left side without what the right has. */
    UNLESS("unless", Kind.SET, 2);

    private enum Kind {
        ARITHMETIC,
        COMPARISON,
        TRIM,
        SET
    }

    private final String sign;
    private final Kind kind;
    private final int precedence;

    Operator(String sign, Kind kind, int precedence) {
        this.sign = sign;
        this.kind = kind;
        this.precedence = precedence;
    }

    /** As it is written. */
    public String sign() {
        return sign;
    }

    /** Whether it filters, or tells true or false. */
    public boolean isComparison() {
        return kind == Kind.COMPARISON;
    }

    /** Whether it works on sets of series. */
    public boolean isSet() {
        return kind == Kind.SET;
    }

    /** Whether its result is another quantity than its operands, so that their name is lost. */
    public boolean changesMeaning() {
        return kind == Kind.ARITHMETIC;
    }

    int precedence() {
        return precedence;
    }

    static Optional<Operator> of(TokenKind kind) {
        for (Operator operator : values()) {
            if (operator.sign.equals(kind.text()) && kind != TokenKind.EQL) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}

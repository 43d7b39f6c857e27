package dev.duru.tsdb.query;

import dev.duru.tsdb.query.Expr.Operator;

/** Operators on two numbers, with IEEE 754's rules. */
final class Arithmetic {
    private Arithmetic() {}

    static double reckon(Operator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MOD -> a % b;
            case POW -> Math.pow(a, b);
            case OR, AND, UNLESS, EQ, NE, LE, LT, GE, GT ->
                    throw new IllegalArgumentException(operator + " gives no number");
        };
    }

    static boolean compare(Operator operator, double a, double b) {
        return switch (operator) {
            case EQ -> a == b;
            case NE -> a != b;
            case LE -> a <= b;
            case LT -> a < b;
            case GE -> a >= b;
            case GT -> a > b;
            case OR, AND, UNLESS, ADD, SUB, MUL, DIV, MOD, POW ->
                    throw new IllegalArgumentException(operator + " does not compare");
        };
    }
}

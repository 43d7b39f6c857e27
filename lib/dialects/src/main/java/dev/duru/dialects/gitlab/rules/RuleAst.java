package dev.duru.dialects.gitlab.rules;

/** What an expression is made of. */
sealed interface RuleAst {
    record Variable(String name) implements RuleAst {}

    record Input(String reference) implements RuleAst {}

    record Text(String value) implements RuleAst {}

    record Regex(String whole) implements RuleAst {}

    record Null() implements RuleAst {}

    record Binary(Operator operator, RuleAst left, RuleAst right) implements RuleAst {}

    /** Operators, the tighter ones first. */
    enum Operator {
        EQUAL,
        UNEQUAL,
        MATCHES,
        DIFFERS,
        AND,
        OR
    }
}

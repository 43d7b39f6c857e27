package dev.duru.dialects.gitlab.rules;

import java.util.List;
import java.util.Optional;

/** Comparisons bind tighter than {@code &&}, which binds tighter than {@code ||}; all go left. */
final class RuleParser {
    /** Parentheses may stand so deep. */
    private static final int DEEPEST = 200;

    /** Each makes the tree deeper by one. */
    private static final int MOST_OPERATORS = 1000;

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int operators;

    private RuleParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static RuleAst parse(String code) {
        RuleParser parser = new RuleParser(Lexer.tokens(code));
        RuleAst ast = parser.any();
        Token rest = parser.now();
        if (rest.kind() != Token.Kind.END) {
            throw new RuleSyntaxException(
                    "an operator is missing before `" + rest.text() + "`", rest.offset());
        }
        return ast;
    }

    private Token now() {
        return tokens.get(at);
    }

    private RuleAst any() {
        RuleAst left = all();
        while (now().kind() == Token.Kind.OR) {
            at++;
            left = binary(RuleAst.Operator.OR, left, all());
        }
        return left;
    }

    private RuleAst all() {
        RuleAst left = comparison();
        while (now().kind() == Token.Kind.AND) {
            at++;
            left = binary(RuleAst.Operator.AND, left, comparison());
        }
        return left;
    }

    private RuleAst comparison() {
        RuleAst left = value();
        Optional<RuleAst.Operator> operator = comparing(now().kind());
        while (operator.isPresent()) {
            at++;
            left = binary(operator.get(), left, value());
            operator = comparing(now().kind());
        }
        return left;
    }

    private RuleAst binary(RuleAst.Operator operator, RuleAst left, RuleAst right) {
        if (++operators > MOST_OPERATORS) {
            throw new RuleSyntaxException(
                    "more than " + MOST_OPERATORS + " operators", now().offset());
        }
        return new RuleAst.Binary(operator, left, right);
    }

    private static Optional<RuleAst.Operator> comparing(Token.Kind kind) {
        return switch (kind) {
            case EQUAL -> Optional.of(RuleAst.Operator.EQUAL);
            case UNEQUAL -> Optional.of(RuleAst.Operator.UNEQUAL);
            case MATCHES -> Optional.of(RuleAst.Operator.MATCHES);
            case DIFFERS -> Optional.of(RuleAst.Operator.DIFFERS);
            case VARIABLE, INPUT, TEXT, PATTERN, NULL, OPEN, CLOSE, AND, OR, END ->
                    Optional.empty();
        };
    }

    private RuleAst value() {
        Token token = now();
        at++;
        return switch (token.kind()) {
            case VARIABLE -> new RuleAst.Variable(token.text());
            case INPUT -> new RuleAst.Input(token.text());
            case TEXT -> new RuleAst.Text(token.text());
            case PATTERN -> new RuleAst.Regex(token.text());
            case NULL -> new RuleAst.Null();
            case OPEN -> {
                if (++depth > DEEPEST) {
                    throw new RuleSyntaxException("too many parentheses", token.offset());
                }
                RuleAst inner = any();
                if (now().kind() != Token.Kind.CLOSE) {
                    throw new RuleSyntaxException(
                            "the parenthesis that begins here is not closed", token.offset());
                }
                at++;
                depth--;
                yield inner;
            }
            case CLOSE, EQUAL, UNEQUAL, MATCHES, DIFFERS, AND, OR ->
                    throw new RuleSyntaxException(
                            "a value is missing before `" + token.text() + "`", token.offset());
            case END ->
                    throw new RuleSyntaxException("the expression ends too early", token.offset());
        };
    }
}

package dev.duru.tsdb.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Expr.Aggregation;
import dev.duru.tsdb.query.Expr.Matching;
import dev.duru.tsdb.query.Expr.Operator;
import dev.duru.tsdb.query.Expr.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a checked tree of a query's tokens, by precedence climbing. */
final class Parser {
    private static final int DEEPEST = 100;
    private static final Set<String> AGGREGATIONS_NOT_YET =
            Set.of(
                    "topk",
                    "bottomk",
                    "quantile",
                    "stddev",
                    "stdvar",
                    "count_values",
                    "group",
                    "limitk",
                    "limit_ratio");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads a query.
     *
     * @throws QueryException with the position of what is wrong
     */
    static Expr parse(String query) {
        Parser parser = new Parser(Lexer.tokens(query));
        if (parser.peek().kind() == Token.Kind.END) {
            throw new QueryException(0, "the query is empty");
        }
        Expr expr = parser.expression(1);
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw new QueryException(rest.position(), "unexpected " + rest.shown());
        }
        return expr;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean takeIf(String sign) {
        boolean found = peek().is(sign);
        if (found) {
            at++;
        }
        return found;
    }

    private void expect(String sign, String where) {
        Token token = take();
        if (!token.is(sign)) {
            throw new QueryException(
                    token.position(),
                    "expected " + sign + " " + where + ", found " + token.shown());
        }
    }

    private Expr expression(int weakest) {
        if (++depth > DEEPEST) {
            throw new QueryException(peek().position(), "the query is nested too deeply");
        }
        Expr left = unary();
        for (Operator operator = operator();
                operator != null && operator.strength() >= weakest;
                operator = operator()) {
            Token sign = take();
            boolean bool = peek().isWord("bool");
            if (bool) {
                Token word = take();
                if (!operator.isComparison()) {
                    throw new QueryException(word.position(), "bool belongs to comparisons only");
                }
            }
            Matching matching = matching();
            boolean toTheRight = operator == Operator.POW;
            Expr right = expression(operator.strength() + (toTheRight ? 0 : 1));
            left = check(new Expr.Binary(sign.position(), operator, bool, matching, left, right));
        }
        depth--;
        return left;
    }

    private @Nullable Operator operator() {
        Token token = peek();
        for (Operator operator : Operator.values()) {
            boolean word = operator.isSet();
            if (word ? token.isWord(operator.sign()) : token.is(operator.sign())) {
                return operator;
            }
        }
        if (token.isWord("atan2")) {
            throw new QueryException(token.position(), "atan2 is not there yet");
        }
        return null;
    }

    private Matching matching() {
        Token token = peek();
        if (!token.isWord("on") && !token.isWord("ignoring")) {
            return Matching.ALL;
        }
        take();
        Matching matching = new Matching(token.isWord("on"), labelList());
        Token next = peek();
        if (next.isWord("group_left") || next.isWord("group_right")) {
            throw new QueryException(next.position(), next.text() + " is not there yet");
        }
        return matching;
    }

    private static Expr check(Expr.Binary binary) {
        for (Expr side : List.of(binary.left(), binary.right())) {
            if (side.type() == Type.MATRIX || side.type() == Type.STRING) {
                throw new QueryException(
                        side.position(),
                        binary.operator().sign()
                                + " takes numbers and instant vectors, not "
                                + side.type().shown());
            }
            if (binary.operator().isSet() && side.type() == Type.SCALAR) {
                throw new QueryException(
                        side.position(),
                        binary.operator().sign() + " takes instant vectors, not a number");
            }
        }
        if (binary.type() == Type.SCALAR && binary.operator().isComparison() && !binary.bool()) {
            throw new QueryException(
                    binary.position(),
                    "two numbers are compared with bool: 1 "
                            + binary.operator().sign()
                            + " bool 2");
        }
        return binary;
    }

    private Expr unary() {
        Token token = peek();
        if (token.is("-") || token.is("+")) {
            take();
            Expr operand = expression(Operator.POW.strength());
            if (operand.type() == Type.MATRIX || operand.type() == Type.STRING) {
                throw new QueryException(
                        operand.position(),
                        token.text()
                                + " takes a number or an instant vector, not "
                                + operand.type().shown());
            }
            return token.is("+") ? operand : new Expr.Negative(token.position(), operand);
        }
        return postfix(primary());
    }

    private Expr postfix(Expr expr) {
        Expr result = expr;
        if (peek().is("[")) {
            Token open = take();
            if (!(result instanceof Expr.Selector selector)) {
                throw new QueryException(
                        open.position(),
                        "a range follows a selector; subqueries are not there yet");
            }
            long range = duration("in the range");
            if (peek().is(":")) {
                throw new QueryException(peek().position(), "subqueries are not there yet");
            }
            expect("]", "after the range");
            result = new Expr.Range(selector.position(), selector, range);
        }
        if (peek().isWord("offset")) {
            Token word = take();
            boolean negative = takeIf("-");
            long offset = duration("after offset") * (negative ? -1 : 1);
            result =
                    switch (result) {
                        case Expr.Selector s ->
                                new Expr.Selector(s.position(), s.matchers(), offset);
                        case Expr.Range r ->
                                new Expr.Range(
                                        r.position(),
                                        new Expr.Selector(
                                                r.position(), r.selector().matchers(), offset),
                                        r.rangeMillis());
                        case Expr.Number _,
                                Expr.Text _,
                                Expr.Call _,
                                Expr.Negative _,
                                Expr.Binary _,
                                Expr.Aggregate _ ->
                                throw new QueryException(
                                        word.position(), "offset follows a selector or a range");
                    };
        }
        if (peek().is("@")) {
            throw new QueryException(peek().position(), "@ is not there yet");
        }
        return result;
    }

    private Expr primary() {
        Token token = take();
        if (token.is("(")) {
            Expr inner = expression(1);
            expect(")", "at the end of the parentheses");
            return inner;
        }
        if (token.is("{")) {
            return selector(token.position(), new ArrayList<>());
        }
        return switch (token.kind()) {
            case NUMBER -> new Expr.Number(token.position(), number(token));
            case STRING -> new Expr.Text(token.position(), token.text());
            case NAME -> word(token);
            case DURATION, SIGN, END ->
                    throw new QueryException(
                            token.position(),
                            "expected a selector, a number or a function, found " + token.shown());
        };
    }

    private static double number(Token token) {
        String text = token.text();
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        return Double.parseDouble(text);
    }

    private Expr word(Token token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        if (lower.equals("inf") || lower.equals("nan")) {
            return new Expr.Number(
                    token.position(), lower.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN);
        }
        boolean grouped = peek().is("(") || peek().isWord("by") || peek().isWord("without");
        if (grouped) {
            for (Aggregation aggregation : Aggregation.values()) {
                if (aggregation.name().toLowerCase(Locale.ROOT).equals(lower)) {
                    return aggregate(token, aggregation);
                }
            }
            if (AGGREGATIONS_NOT_YET.contains(lower)) {
                throw new QueryException(token.position(), token.text() + " is not there yet");
            }
        }
        if (peek().is("(")) {
            return call(token);
        }
        List<Matcher> matchers = new ArrayList<>();
        matchers.add(Matcher.equal(Labels.NAME, token.text()));
        if (takeIf("{")) {
            return selector(token.position(), matchers);
        }
        return new Expr.Selector(token.position(), matchers, 0);
    }

    private Expr selector(int position, List<Matcher> matchers) {
        while (!peek().is("}")) {
            Token label = take();
            if (label.kind() != Token.Kind.NAME || label.text().contains(":")) {
                throw new QueryException(
                        label.position(), "expected a label's name, found " + label.shown());
            }
            Matcher.Kind kind = kind(take());
            Token value = take();
            if (value.kind() != Token.Kind.STRING) {
                throw new QueryException(
                        value.position(),
                        "expected a string such as \"value\", found " + value.shown());
            }
            try {
                matchers.add(new Matcher(label.text(), kind, value.text()));
            } catch (QueryException e) {
                throw e;
            } catch (TsdbException e) {
                throw new QueryException(value.position(), String.valueOf(e.getMessage()));
            }
            if (!takeIf(",") && !peek().is("}")) {
                throw new QueryException(
                        peek().position(),
                        "expected , or } after a matcher, found " + peek().shown());
            }
        }
        take();
        if (matchers.stream().allMatch(matcher -> matcher.test(""))) {
            throw new QueryException(
                    position, "a selector needs a name or a matcher that something is not empty");
        }
        return new Expr.Selector(position, List.copyOf(matchers), 0);
    }

    private static Matcher.Kind kind(Token token) {
        for (Matcher.Kind kind : Matcher.Kind.values()) {
            if (token.is(kind.sign())) {
                return kind;
            }
        }
        throw new QueryException(
                token.position(), "expected =, !=, =~ or !~, found " + token.shown());
    }

    private Expr aggregate(Token name, Aggregation aggregation) {
        boolean before = peek().isWord("by") || peek().isWord("without");
        boolean without = false;
        List<String> labels = List.of();
        if (before) {
            without = take().isWord("without");
            labels = labelList();
        }
        expect("(", "after " + name.text());
        Expr of = expression(1);
        expect(")", "after the vector of " + name.text());
        if (!before && (peek().isWord("by") || peek().isWord("without"))) {
            without = take().isWord("without");
            labels = labelList();
        }
        if (of.type() != Type.VECTOR) {
            throw new QueryException(
                    of.position(),
                    name.text() + " takes an instant vector, not " + of.type().shown());
        }
        return new Expr.Aggregate(name.position(), aggregation, without, labels, of);
    }

    private List<String> labelList() {
        expect("(", "before the labels");
        List<String> labels = new ArrayList<>();
        while (!takeIf(")")) {
            Token label = take();
            if (label.kind() != Token.Kind.NAME) {
                throw new QueryException(
                        label.position(), "expected a label's name, found " + label.shown());
            }
            labels.add(label.text());
            if (!takeIf(",") && !peek().is(")")) {
                throw new QueryException(
                        peek().position(),
                        "expected , or ) after a label, found " + peek().shown());
            }
        }
        return List.copyOf(labels);
    }

    private Expr call(Token name) {
        Functions function =
                Functions.named(name.text())
                        .orElseThrow(() ->
                                new QueryException(
                                        name.position(),
                                        Functions.isNotYet(name.text())
                                                ? "the function "
                                                        + name.text()
                                                        + " is not there yet"
                                                : "there is no function " + name.text()));
        expect("(", "after " + name.text());
        List<Expr> arguments = new ArrayList<>();
        while (!takeIf(")")) {
            arguments.add(expression(1));
            if (!takeIf(",") && !peek().is(")")) {
                throw new QueryException(
                        peek().position(),
                        "expected , or ) after an argument, found " + peek().shown());
            }
        }
        int most = function.parameters().size();
        if (arguments.size() < function.least() || arguments.size() > most) {
            throw new QueryException(
                    name.position(),
                    "%s takes %d argument(s), not %d"
                            .formatted(name.text(), function.least(), arguments.size()));
        }
        for (int i = 0; i < arguments.size(); i++) {
            Type wanted = function.parameters().get(i);
            Expr given = arguments.get(i);
            if (given.type() != wanted) {
                throw new QueryException(
                        given.position(),
                        "%s takes %s here, not %s"
                                .formatted(name.text(), wanted.shown(), given.type().shown()));
            }
        }
        return new Expr.Call(name.position(), function, List.copyOf(arguments));
    }

    private long duration(String where) {
        Token token = take();
        if (token.kind() != Token.Kind.DURATION) {
            throw new QueryException(
                    token.position(),
                    "expected a duration such as 5m " + where + ", found " + token.shown());
        }
        long millis = Durations.millis(token.text());
        if (millis <= 0) {
            throw new QueryException(token.position(), "the duration " + where + " is 0");
        }
        return millis;
    }
}

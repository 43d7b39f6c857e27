package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr.Cardinality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a tree of a query. */
public final class Parser {
    private static final int UNARY_PRECEDENCE = Operator.MUL.precedence();

    private final TokenReader tokens;
    private final Selectors selectors;
    private final DurationParser durations;

    private Parser(TokenReader tokens) {
        this.tokens = tokens;
        this.selectors = new Selectors(tokens);
        this.durations = new DurationParser(tokens);
    }

    /**
     * Reads and checks a query.
     *
     * @throws QueryException with line and column of the first thing that is wrong
     */
    public static Expr parse(String query) {
        TokenReader tokens = new TokenReader(query);
        if (tokens.is(TokenKind.END_OF_INPUT)) {
            throw tokens.problem(Place.START, "no expression found in input");
        }
        Expr expr = new Parser(tokens).expression(0);
        if (!tokens.is(TokenKind.END_OF_INPUT)) {
            throw tokens.unexpected();
        }
        tokens.throwFirst();
        Expr checked = new Checker(tokens).checked(expr);
        tokens.throwFirst();
        return checked;
    }

    /**
     * Reads a selector such as {@code up{job="a"}}: its conditions.
     *
     * @throws QueryException when it is none
     */
    public static List<Matcher> parseSelector(String text) {
        TokenReader tokens = new TokenReader(text);
        Selectors selectors = new Selectors(tokens);
        if (!selectors.starts()) {
            throw tokens.unexpected();
        }
        Expr.Selector selector = selectors.selector();
        if (!tokens.is(TokenKind.END_OF_INPUT)) {
            throw tokens.unexpected();
        }
        tokens.throwFirst();
        return selector.matchers();
    }

    /** Reads operators that bind at least so strongly, and what stands between them. */
    private Expr expression(int least) {
        tokens.deeper();
        Expr left = operand();
        while (true) {
            Optional<Operator> operator = Operator.of(tokens.peek().kind());
            if (operator.isEmpty() || operator.get().precedence() < least) {
                tokens.shallower();
                return left;
            }
            Place sign = tokens.next().place();
            Modifiers modifiers = modifiers();
            int right =
                    operator.get() == Operator.POW
                            ? operator.get().precedence()
                            : operator.get().precedence() + 1;
            left =
                    new Expr.Binary(
                            operator.get(),
                            left,
                            expression(right),
                            modifiers.returnBool(),
                            modifiers.matching(),
                            sign);
        }
    }

    private record Modifiers(boolean returnBool, Expr.Matching matching) {}

    private Modifiers modifiers() {
        boolean returnBool = tokens.accept(TokenKind.BOOL);
        List<String> labels = List.of();
        List<String> include = List.of();
        Cardinality cardinality = Cardinality.ONE_TO_ONE;
        boolean on = tokens.is(TokenKind.ON);
        if (on || tokens.is(TokenKind.IGNORING)) {
            tokens.next();
            labels = groupingLabels();
            if (tokens.is(TokenKind.GROUP_LEFT) || tokens.is(TokenKind.GROUP_RIGHT)) {
                cardinality =
                        tokens.next().kind() == TokenKind.GROUP_LEFT
                                ? Cardinality.MANY_TO_ONE
                                : Cardinality.ONE_TO_MANY;
                include = tokens.is(TokenKind.LEFT_PAREN) ? groupingLabels() : include;
            }
        }
        Optional<Double> left = Optional.empty();
        Optional<Double> right = Optional.empty();
        if (tokens.accept(TokenKind.FILL)) {
            left = Optional.of(fillValue());
            right = left;
        } else if (tokens.accept(TokenKind.FILL_LEFT)) {
            left = Optional.of(fillValue());
            right = tokens.accept(TokenKind.FILL_RIGHT) ? Optional.of(fillValue()) : right;
        } else if (tokens.accept(TokenKind.FILL_RIGHT)) {
            right = Optional.of(fillValue());
            left = tokens.accept(TokenKind.FILL_LEFT) ? Optional.of(fillValue()) : left;
        }
        return new Modifiers(
                returnBool, new Expr.Matching(cardinality, labels, on, include, left, right));
    }

    private double fillValue() {
        tokens.expect(TokenKind.LEFT_PAREN);
        boolean minus = tokens.is(TokenKind.SUB);
        if (minus || tokens.is(TokenKind.ADD)) {
            tokens.next();
        }
        double value = durations.number().value();
        tokens.expect(TokenKind.RIGHT_PAREN);
        return minus ? -value : value;
    }

    /** Labels in parentheses. */
    private List<String> groupingLabels() {
        if (!tokens.accept(TokenKind.LEFT_PAREN)) {
            throw tokens.unexpected("grouping opts", "\"(\"");
        }
        List<String> labels = new ArrayList<>();
        while (!tokens.accept(TokenKind.RIGHT_PAREN)) {
            labels.add(groupingLabel());
            if (!tokens.is(TokenKind.RIGHT_PAREN) && !tokens.accept(TokenKind.COMMA)) {
                throw tokens.unexpected("grouping opts", "\",\" or \")\"");
            }
        }
        return labels;
    }

    private String groupingLabel() {
        Token token = tokens.peek();
        if (token.kind() == TokenKind.STRING) {
            tokens.next();
            String label = Strings.unquoted(token.text());
            if (!Labels.isName(label)) {
                tokens.problem(
                        token.place(),
                        "invalid label name for grouping: " + NumberText.quoted(label));
            }
            return label;
        }
        if (!token.kind().namesLabel()) {
            throw tokens.unexpected("grouping opts", "label");
        }
        return tokens.next().text();
    }

    private Expr operand() {
        Token token = tokens.peek();
        if (token.kind() == TokenKind.ADD || token.kind() == TokenKind.SUB) {
            tokens.next();
            boolean minus = token.kind() == TokenKind.SUB;
            Expr inner = expression(UNARY_PRECEDENCE + 1);
            Place place = token.place().to(inner.place());
            return inner instanceof Expr.Number(double value, boolean isDuration, Place _)
                    ? new Expr.Number(minus ? -value : value, isDuration, place)
                    : new Expr.Unary(minus, inner, place);
        }
        return new Postfix(tokens, durations).apply(primary());
    }

    private Expr primary() {
        Token token = tokens.peek();
        boolean called = tokens.peek(1).kind() == TokenKind.LEFT_PAREN;
        return switch (token.kind()) {
            case NUMBER, DURATION -> durations.number();
            case STRING -> {
                tokens.next();
                yield new Expr.Text(Strings.unquoted(token.text()), token.place());
            }
            case LEFT_PAREN -> {
                tokens.next();
                Expr inner = expression(0);
                Place end = tokens.expect(TokenKind.RIGHT_PAREN).place();
                yield new Expr.Parens(inner, token.place().to(end));
            }
            case IDENTIFIER, START, END, STEP, RANGE, MAX_OF, MIN_OF ->
                    called ? call() : selectors.selector();
            default -> {
                TokenKind following = tokens.peek(1).kind();
                if (token.kind().isAggregator()
                        && (called
                                || following == TokenKind.BY
                                || following == TokenKind.WITHOUT)) {
                    yield aggregate();
                }
                if (!selectors.starts()) {
                    throw tokens.unexpected();
                }
                yield selectors.selector();
            }
        };
    }

    private Expr call() {
        Token name = tokens.next();
        List<Expr> arguments = new ArrayList<>();
        Place end = arguments(arguments);
        Optional<Function> function = Function.named(name.text());
        if (function.isEmpty()) {
            tokens.problem(name.place(), "unknown function with name \"" + name.text() + "\"");
        }
        Function known =
                function.orElse(new Function(name.text(), List.of(), -1, ValueType.VECTOR));
        return new Expr.Call(known, arguments, name.place().to(end));
    }

    private Place arguments(List<Expr> arguments) {
        tokens.expect(TokenKind.LEFT_PAREN);
        if (tokens.is(TokenKind.RIGHT_PAREN)) {
            return tokens.next().place();
        }
        arguments.add(expression(0));
        while (tokens.is(TokenKind.COMMA)) {
            Token comma = tokens.next();
            if (tokens.is(TokenKind.RIGHT_PAREN)) {
                tokens.problem(comma.place(), "trailing commas not allowed in function call args");
            } else {
                arguments.add(expression(0));
            }
        }
        return tokens.expect(TokenKind.RIGHT_PAREN).place();
    }

    private record Grouping(List<String> labels, boolean without) {}

    private Optional<Grouping> grouping() {
        boolean without = tokens.is(TokenKind.WITHOUT);
        if (!without && !tokens.is(TokenKind.BY)) {
            return Optional.empty();
        }
        tokens.next();
        return Optional.of(new Grouping(groupingLabels(), without));
    }

    private Expr aggregate() {
        Token name = tokens.next();
        tokens.enter("aggregation", "");
        Optional<Grouping> grouping = grouping();
        List<Expr> arguments = new ArrayList<>();
        Place end = arguments(arguments);
        if (grouping.isEmpty()) {
            grouping = grouping();
        }
        tokens.leave();
        Place place = name.place().to(end);
        Aggregation aggregation = Aggregation.valueOf(name.kind().name());
        int wanted = aggregation.takesParameter() ? 2 : 1;
        if (arguments.isEmpty()) {
            tokens.problem(place, "no arguments for aggregate expression provided");
        } else if (arguments.size() != wanted) {
            tokens.problem(
                    place,
                    "wrong number of arguments for aggregate expression provided, expected "
                            + wanted
                            + ", got "
                            + arguments.size());
        }
        if (arguments.size() != wanted) {
            return new Expr.Text("", place);
        }
        Grouping by = grouping.orElse(new Grouping(List.of(), false));
        return new Expr.Aggregate(
                aggregation,
                arguments.getLast(),
                wanted == 2 ? arguments.getFirst() : null,
                by.labels(),
                by.without(),
                place);
    }
}

package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Expr.When;
import org.jspecify.annotations.Nullable;

/** Reads what may follow a selector: ranges, offsets, fixed times and extensions. */
final class Postfix {
    private static final String LENGTHS = "number, duration, step(), or range()";

    private final TokenReader tokens;
    private final DurationParser durations;

    Postfix(TokenReader tokens, DurationParser durations) {
        this.tokens = tokens;
        this.durations = durations;
    }

    Expr apply(Expr operand) {
        Expr expr = operand;
        while (true) {
            switch (tokens.peek().kind()) {
                case LEFT_BRACKET -> expr = bracket(expr);
                case OFFSET -> {
                    tokens.next();
                    tokens.enter("offset", LENGTHS);
                    Span offset = durations.offset();
                    tokens.leave();
                    expr = offset(expr, offset);
                }
                case AT -> {
                    tokens.next();
                    expr = at(expr);
                }
                case ANCHORED -> {
                    tokens.next();
                    expr = extended(expr, Extension.ANCHORED);
                }
                case SMOOTHED -> {
                    tokens.next();
                    expr = extended(expr, Extension.SMOOTHED);
                }
                default -> {
                    return expr;
                }
            }
        }
    }

    private Expr bracket(Expr of) {
        Place open = tokens.next().place();
        tokens.enter("subquery or range selector", LENGTHS);
        Span range = durations.positive();
        tokens.leave();
        if (tokens.is(TokenKind.RIGHT_BRACKET)) {
            Place close = tokens.next().place();
            return range(of, range, open.to(close));
        }
        if (!tokens.accept(TokenKind.COLON)) {
            throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
        }
        @Nullable Span step = null;
        if (!tokens.is(TokenKind.RIGHT_BRACKET)) {
            tokens.enter("subquery selector", "number, duration, step(), range(), or \"]\"");
            step = durations.positive();
            tokens.leave();
        }
        if (!tokens.is(TokenKind.RIGHT_BRACKET)) {
            throw tokens.unexpected("subquery selector", "\"]\"");
        }
        Place close = tokens.next().place();
        return new Expr.Subquery(of, range, step, When.NOW, of.place().to(close));
    }

    private Expr range(Expr of, Span range, Place brackets) {
        if (!(of instanceof Expr.Selector selector)) {
            tokens.problem(brackets, "ranges only allowed for vector selectors");
            return of;
        }
        if (!selector.when().offset().isZero()) {
            tokens.problem(brackets, "no offset modifiers allowed before range");
        } else if (selector.when().at() != null) {
            tokens.problem(brackets, "no @ modifiers allowed before range");
        }
        return new Expr.Range(selector, range, selector.place().to(brackets));
    }

    private Expr offset(Expr expr, Span offset) {
        When when = when(expr);
        if (when == null) {
            tokens.problem(
                    expr.place(),
                    "offset modifier must be preceded by an instant vector selector or range"
                            + " vector selector or a subquery");
            return expr;
        }
        if (!when.offset().isZero()) {
            tokens.problem(expr.place(), "offset may not be set multiple times");
        }
        return with(expr, new When(offset, when.at()), offset.place());
    }

    private Expr at(Expr expr) {
        Token token = tokens.peek();
        Expr.At at;
        Place end;
        if (token.kind() == TokenKind.START || token.kind() == TokenKind.END) {
            if (tokens.peek(1).kind() != TokenKind.LEFT_PAREN
                    || tokens.peek(2).kind() != TokenKind.RIGHT_PAREN) {
                tokens.next();
                tokens.accept(TokenKind.LEFT_PAREN);
                throw tokens.unexpected("@", "timestamp");
            }
            tokens.next();
            tokens.next();
            end = tokens.next().place();
            at = token.kind() == TokenKind.START ? new Expr.At.Start() : new Expr.At.End();
        } else {
            tokens.enter("@", "timestamp");
            boolean minus = token.kind() == TokenKind.SUB;
            if (minus || token.kind() == TokenKind.ADD) {
                tokens.next();
            }
            Expr.Number number = durations.number();
            tokens.leave();
            double seconds = minus ? -number.value() : number.value();
            if (!(Math.abs(seconds) < Long.MAX_VALUE)) {
                tokens.problem(
                        expr.place(),
                        "timestamp out of bounds for @ modifier: "
                                + (Double.isFinite(seconds)
                                        ? "%f".formatted(seconds)
                                        : NumberText.general(seconds)));
            }
            at = new Expr.At.Time((long) Math.floor(seconds * 1000 + 0.5));
            end = number.place();
        }
        When when = when(expr);
        if (when == null) {
            tokens.problem(
                    expr.place(),
                    "@ modifier must be preceded by an instant vector selector or range vector"
                            + " selector or a subquery");
            return expr;
        }
        if (when.at() != null) {
            tokens.problem(expr.place(), "@ <timestamp> may not be set multiple times");
        }
        return with(expr, when.at(at), end);
    }

    private static @Nullable When when(Expr expr) {
        return switch (expr) {
            case Expr.Selector s -> s.when();
            case Expr.Range r -> r.selector().when();
            case Expr.Subquery s -> s.when();
            case Expr.Number _, Expr.Text _, Expr.Parens _, Expr.Unary _ -> null;
            case Expr.Binary _, Expr.Aggregate _, Expr.Call _ -> null;
        };
    }

    private static Expr with(Expr expr, When when, Place end) {
        return switch (expr) {
            case Expr.Selector s -> s.with(when).with(s.extension(), s.place().to(end));
            case Expr.Range r ->
                    new Expr.Range(r.selector().with(when), r.range(), r.place().to(end));
            case Expr.Subquery s ->
                    new Expr.Subquery(s.of(), s.range(), s.step(), when, s.place().to(end));
            case Expr.Number _, Expr.Text _, Expr.Parens _, Expr.Unary _ -> expr;
            case Expr.Binary _, Expr.Aggregate _, Expr.Call _ -> expr;
        };
    }

    private Expr extended(Expr expr, Extension extension) {
        String word = extension == Extension.ANCHORED ? "anchored" : "smoothed";
        Expr.@Nullable Selector selector =
                expr instanceof Expr.Range range
                        ? range.selector()
                        : expr instanceof Expr.Selector plain ? plain : null;
        if (selector == null) {
            // A query that is wrong: these are Prometheus' own words for it.
            tokens.problem(
                    expr.place(),
                    word
                            + " modifier "
                            + (expr instanceof Expr.Subquery
                                    ? "is not supported for subqueries"
                                    : "not implemented"));
            return expr;
        }
        if (selector.extension() != Extension.NONE && selector.extension() != extension) {
            tokens.problem(expr.place(), "anchored and smoothed modifiers cannot be used together");
        }
        Expr.Selector changed = selector.with(extension, selector.place());
        return expr instanceof Expr.Range range
                ? new Expr.Range(changed, range.range(), range.place())
                : changed;
    }
}

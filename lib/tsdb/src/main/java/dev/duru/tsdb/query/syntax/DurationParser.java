package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.query.syntax.Span.Sign;
import dev.duru.tsdb.query.syntax.Span.Term;

/** Reads numbers, durations, and lengths of time that are reckoned from them. */
final class DurationParser {
    private static final double MOST_SECONDS = Long.MAX_VALUE / 1e9;
    private static final int PRODUCT = 2;
    private static final int POWER = 3;

    private final TokenReader tokens;

    DurationParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** A number, or a duration in seconds. */
    Expr.Number number() {
        Token token = tokens.peek();
        if (token.kind() == TokenKind.DURATION) {
            tokens.next();
            double seconds = 0;
            try {
                seconds = DurationText.millis(token.text()) / 1000.0;
            } catch (NumberFormatException e) {
                tokens.problem(token.place(), String.valueOf(e.getMessage()));
            }
            return new Expr.Number(seconds, true, token.place());
        }
        if (token.kind() != TokenKind.NUMBER) {
            throw tokens.unexpected();
        }
        tokens.next();
        double value = 0;
        try {
            value = Numbers.parse(token.text());
        } catch (NumberFormatException e) {
            tokens.problem(
                    token.place(),
                    "error parsing number: strconv.ParseFloat: parsing \""
                            + token.text()
                            + "\": "
                            + e.getMessage());
        }
        return new Expr.Number(value, false, token.place());
    }

    /** A length above 0. */
    Span positive() {
        Term term = term(0);
        if (term instanceof Term.Value(Expr.Number number) && number.value() <= 0) {
            tokens.problem(number.place(), "duration must be greater than 0");
        }
        return span(term);
    }

    /** A length after {@code offset}: no operators unless in parentheses. */
    Span offset() {
        return span(signed());
    }

    private Term signed() {
        Token token = tokens.peek();
        if (token.kind() == TokenKind.ADD || token.kind() == TokenKind.SUB) {
            tokens.next();
            return withSign(token, primary());
        }
        return primary();
    }

    private Span span(Term term) {
        if (term instanceof Term.Value(Expr.Number number)) {
            return new Span.Fixed(Math.round(number.value() * 1e9) / 1_000_000, number.place());
        }
        return new Span.Reckoned(term, term.place());
    }

    private Term withSign(Token sign, Term term) {
        boolean minus = sign.kind() == TokenKind.SUB;
        if (term instanceof Term.Value(Expr.Number(double value, boolean is, Place place))) {
            return checked(new Expr.Number(minus ? -value : value, is, sign.place().to(place)));
        }
        return minus
                ? new Term.Reckoning(Sign.SUB, null, term, false, sign.place().to(term.place()))
                : term;
    }

    private Term checked(Expr.Number number) {
        if (Math.abs(number.value()) > MOST_SECONDS) {
            tokens.problem(number.place(), "duration out of range");
            return new Term.Value(new Expr.Number(1, false, number.place()));
        }
        return new Term.Value(number);
    }

    private Term term(int least) {
        tokens.deeper();
        Token first = tokens.peek();
        Term left;
        if (first.kind() == TokenKind.ADD || first.kind() == TokenKind.SUB) {
            tokens.next();
            left = withSign(first, term(POWER));
        } else {
            left = primary();
        }
        while (true) {
            Token token = tokens.peek();
            int precedence =
                    switch (token.kind()) {
                        case ADD, SUB -> 1;
                        case MUL, DIV, MOD -> PRODUCT;
                        case POW -> POWER;
                        default -> -1;
                    };
            if (precedence < Math.max(least, 1)) {
                tokens.shallower();
                return left;
            }
            tokens.next();
            Term right = term(precedence == POWER ? POWER : precedence + 1);
            left = reckoning(token, left, right);
        }
    }

    private Term reckoning(Token sign, Term left, Term right) {
        Sign known = Sign.valueOf(sign.kind().name());
        if ((known == Sign.DIV || known == Sign.MOD)
                && right instanceof Term.Value(Expr.Number number)
                && number.value() == 0) {
            tokens.problem(sign.place(), known == Sign.DIV ? "division by zero" : "modulo by zero");
        }
        return new Term.Reckoning(known, left, right, false, left.place().to(right.place()));
    }

    private Term primary() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NUMBER, DURATION -> {
                return checked(number());
            }
            case STEP, RANGE -> {
                tokens.next();
                tokens.expect(TokenKind.LEFT_PAREN);
                Place place = token.place().to(tokens.expect(TokenKind.RIGHT_PAREN).place());
                return token.kind() == TokenKind.STEP
                        ? new Term.Step(place)
                        : new Term.QueryRange(place);
            }
            case MAX_OF, MIN_OF -> {
                tokens.next();
                tokens.expect(TokenKind.LEFT_PAREN);
                Term left = term(0);
                tokens.expect(TokenKind.COMMA);
                Term right = term(0);
                Place end = tokens.expect(TokenKind.RIGHT_PAREN).place();
                return new Term.Reckoning(
                        Sign.valueOf(token.kind().name()),
                        left,
                        right,
                        false,
                        token.place().to(end));
            }
            case LEFT_PAREN -> {
                tokens.next();
                Term inner = term(0);
                Place place = token.place().to(tokens.expect(TokenKind.RIGHT_PAREN).place());
                return inner instanceof Term.Reckoning reckoning
                        ? reckoning.wrap()
                        : new Term.Reckoning(Sign.ADD, null, inner, true, place);
            }
            default -> throw tokens.unexpected();
        }
    }
}

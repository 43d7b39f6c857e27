package dev.duru.tsdb.query.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The tokens of a query one after the other, and what was found wrong so far. */
final class TokenReader {
    private static final int MOST_NESTED = 500;

    private final String query;
    private final List<Token> tokens;
    private final Deque<Context> contexts = new ArrayDeque<>();
    private final List<QueryException> problems = new ArrayList<>();
    private int at;
    private int depth;

    /** What is being read, and what could come next there. */
    private record Context(String what, String expected) {}

    TokenReader(String query) {
        this.query = query;
        this.tokens = Lexer.tokens(query);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    boolean is(TokenKind kind) {
        return peek().kind() == kind;
    }

    /** Takes the next token. */
    Token next() {
        Token token = peek();
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    /** Takes the next token if it is of a kind. */
    boolean accept(TokenKind kind) {
        if (is(kind)) {
            next();
            return true;
        }
        return false;
    }

    /** Takes the next token, which must be of a kind. */
    Token expect(TokenKind kind) {
        if (!is(kind)) {
            throw unexpected();
        }
        return next();
    }

    /** From here on unexpected tokens are told to be in something. */
    void enter(String what, String expected) {
        contexts.push(new Context(what, expected));
    }

    void leave() {
        contexts.pop();
    }

    void deeper() {
        if (++depth > MOST_NESTED) {
            throw problem(peek().place(), "the expression is nested too deeply");
        }
    }

    void shallower() {
        depth--;
    }

    QueryException unexpected() {
        Context context = contexts.isEmpty() ? new Context("", "") : contexts.peek();
        return unexpected(context.what(), context.expected());
    }

    QueryException unexpected(String what, String expected) {
        Token token = peek();
        if (token.kind() == TokenKind.ERROR) {
            return problem(new Place(token.position(), query.length()), token.text());
        }
        return problem(
                token.place(),
                "unexpected "
                        + token.described()
                        + (what.isEmpty() ? "" : " in " + what)
                        + (expected.isEmpty() ? "" : ", expected " + expected));
    }

    /** Something wrong; the first one found is what users get to see. */
    QueryException problem(Place place, String message) {
        problems.add(QueryException.syntax(query, place, message));
        return problems.getFirst();
    }

    void throwFirst() {
        if (!problems.isEmpty()) {
            throw problems.getFirst();
        }
    }
}

package dev.duru.dialects.github.expr;

import java.util.ArrayList;
import java.util.List;

/** Parses code. Precedence from low to high: or, and, equality, order, not, property and index. */
public final class GhaParser {
    /** Deepest nesting of an expression, as on GitHub. */
    public static final int MAX_DEPTH = 50;

    /** Longest code, as on GitHub. */
    public static final int MAX_LENGTH = 21_000;

    private static final int MAX_PARENTHESES = 300;

    private final Lexer lexer;
    private Token token;
    private int parentheses;

    private GhaParser(String code) {
        this.lexer = new Lexer(code);
        this.token = lexer.next();
    }

    /**
     * The expression that {@code code} is.
     *
     * @throws SyntaxException if it is none
     */
    public static Ast parse(String code) {
        if (code.length() > MAX_LENGTH) {
            throw new SyntaxException("longer than %,d characters".formatted(MAX_LENGTH), 0);
        }
        GhaParser parser = new GhaParser(code);
        Parsed parsed = parser.or();
        if (parser.token.kind() != Token.Kind.END) {
            throw parser.unexpected();
        }
        return parsed.ast();
    }

    /** A part and how deep it is. */
    private record Parsed(Ast ast, int depth) {}

    private Parsed checked(Ast ast, int depth) {
        if (depth > MAX_DEPTH) {
            throw new SyntaxException("nested more than " + MAX_DEPTH + " deep", ast.offset());
        }
        return new Parsed(ast, depth);
    }

    private Token take() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private SyntaxException unexpected() {
        if (token.kind() == Token.Kind.END) {
            return new SyntaxException("unexpected end of the expression", token.offset());
        }
        return new SyntaxException("unexpected `" + token.text() + "`", token.offset());
    }

    private void expect(Token.Kind kind) {
        if (token.kind() != kind) {
            throw unexpected();
        }
        take();
    }

    private Parsed or() {
        return logical(false);
    }

    private Parsed logical(boolean and) {
        Parsed first = and ? equality() : logical(true);
        Token.Kind joint = and ? Token.Kind.AND : Token.Kind.OR;
        if (token.kind() != joint) {
            return first;
        }
        int offset = token.offset();
        int depth = first.depth();
        List<Ast> operands = new ArrayList<>(List.of(first.ast()));
        while (token.kind() == joint) {
            take();
            Parsed next = and ? equality() : logical(true);
            operands.add(next.ast());
            depth = Math.max(depth, next.depth());
        }
        return checked(new Ast.Logical(and, List.copyOf(operands), offset), depth + 1);
    }

    private Parsed equality() {
        Parsed left = order();
        while (token.kind() == Token.Kind.COMPARE && isEquality(token)) {
            left = compare(left, take(), order());
        }
        return left;
    }

    private Parsed order() {
        Parsed left = unary();
        while (token.kind() == Token.Kind.COMPARE && !isEquality(token)) {
            left = compare(left, take(), unary());
        }
        return left;
    }

    private static boolean isEquality(Token token) {
        return token.text().equals("==") || token.text().equals("!=");
    }

    private Parsed compare(Parsed left, Token symbol, Parsed right) {
        for (Ast.Operator operator : Ast.Operator.values()) {
            if (operator.symbol().equals(symbol.text())) {
                Ast ast = new Ast.Compare(operator, left.ast(), right.ast(), symbol.offset());
                return checked(ast, Math.max(left.depth(), right.depth()) + 1);
            }
        }
        throw new SyntaxException("unexpected `" + symbol.text() + "`", symbol.offset());
    }

    private Parsed unary() {
        List<Integer> nots = new ArrayList<>();
        while (token.kind() == Token.Kind.NOT) {
            nots.add(take().offset());
            if (nots.size() > MAX_DEPTH) {
                throw new SyntaxException(
                        "nested more than " + MAX_DEPTH + " deep", nots.getLast());
            }
        }
        Parsed operand = postfix();
        for (int offset : nots.reversed()) {
            operand = checked(new Ast.Not(operand.ast(), offset), operand.depth() + 1);
        }
        return operand;
    }

    private Parsed postfix() {
        Token first = token;
        Parsed target = primary();
        boolean indexable = first.kind() != Token.Kind.LITERAL;
        while (indexable) {
            if (token.kind() == Token.Kind.DOT) {
                take();
                target = property(target);
            } else if (token.kind() == Token.Kind.OPEN_BRACKET) {
                target = index(target);
            } else {
                break;
            }
        }
        return target;
    }

    private Parsed property(Parsed target) {
        if (token.kind() == Token.Kind.STAR) {
            int offset = take().offset();
            return checked(new Ast.Star(target.ast(), offset), target.depth() + 1);
        }
        if (token.kind() != Token.Kind.PROPERTY) {
            throw unexpected();
        }
        Token name = take();
        Ast ast = new Ast.Property(target.ast(), name.text(), name.offset());
        return checked(ast, target.depth() + 1);
    }

    private Parsed index(Parsed target) {
        int offset = take().offset();
        if (token.kind() == Token.Kind.STAR) {
            take();
            expect(Token.Kind.CLOSE_BRACKET);
            return checked(new Ast.Star(target.ast(), offset), target.depth() + 1);
        }
        enter(offset);
        Parsed key = or();
        parentheses--;
        expect(Token.Kind.CLOSE_BRACKET);
        int depth = Math.max(target.depth(), key.depth()) + 1;
        return checked(new Ast.Index(target.ast(), key.ast(), offset), depth);
    }

    private void enter(int offset) {
        if (++parentheses > MAX_PARENTHESES) {
            throw new SyntaxException("more than " + MAX_PARENTHESES + " open brackets", offset);
        }
    }

    private Parsed primary() {
        return switch (token.kind()) {
            case LITERAL -> {
                Token literal = take();
                yield new Parsed(new Ast.Literal(literal.value(), literal.offset()), 1);
            }
            case OPEN -> {
                enter(take().offset());
                Parsed inner = or();
                parentheses--;
                expect(Token.Kind.CLOSE);
                yield inner;
            }
            case NAME -> {
                Token name = take();
                yield token.kind() == Token.Kind.OPEN
                        ? call(name)
                        : new Parsed(new Ast.Name(name.text(), name.offset()), 1);
            }
            case PROPERTY,
                    STAR,
                    DOT,
                    COMMA,
                    CLOSE,
                    OPEN_BRACKET,
                    CLOSE_BRACKET,
                    NOT,
                    COMPARE,
                    AND,
                    OR,
                    END ->
                    throw unexpected();
        };
    }

    private Parsed call(Token name) {
        GhaFunction function =
                GhaFunction.named(name.text())
                        .orElseThrow(() ->
                                new SyntaxException(
                                        "there is no function `" + name.text() + "`",
                                        name.offset()));
        enter(take().offset());
        List<Ast> arguments = new ArrayList<>();
        int depth = 0;
        if (token.kind() != Token.Kind.CLOSE) {
            while (true) {
                Parsed argument = or();
                arguments.add(argument.ast());
                depth = Math.max(depth, argument.depth());
                if (token.kind() != Token.Kind.COMMA) {
                    break;
                }
                take();
            }
        }
        parentheses--;
        expect(Token.Kind.CLOSE);
        checkArity(function, name, arguments.size());
        Ast ast = new Ast.Call(function, List.copyOf(arguments), name.offset());
        return checked(ast, depth + 1);
    }

    private static void checkArity(GhaFunction function, Token name, int count) {
        String given = "; " + count + (count == 1 ? " is given" : " are given");
        if (count < function.least()) {
            String least = "`" + name.text() + "` takes at least " + function.least();
            throw new SyntaxException(least + " arguments" + given, name.offset());
        }
        if (count > function.most()) {
            String most = "`" + name.text() + "` takes at most " + function.most();
            throw new SyntaxException(most + " arguments" + given, name.offset());
        }
        if (function == GhaFunction.CASE && count % 2 == 0) {
            throw new SyntaxException(
                    "`case` takes pairs of condition and value, and a default after them" + given,
                    name.offset());
        }
    }
}

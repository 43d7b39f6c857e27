package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.Value;

/** Cuts code into tokens, on demand, so that an early mistake is reported before a later one. */
final class Lexer {
    private final String code;
    private int at;
    private Token.Kind last = Token.Kind.END;

    Lexer(String code) {
        this.code = code;
    }

    Token next() {
        while (at < code.length() && isSpace(code.charAt(at))) {
            at++;
        }
        Token token = at >= code.length() ? token(Token.Kind.END, 0) : scan(code.charAt(at));
        last = token.kind();
        return token;
    }

    private Token scan(char c) {
        return switch (c) {
            case '(' -> token(Token.Kind.OPEN, 1);
            case ')' -> token(Token.Kind.CLOSE, 1);
            case '[' -> token(Token.Kind.OPEN_BRACKET, 1);
            case ']' -> token(Token.Kind.CLOSE_BRACKET, 1);
            case ',' -> token(Token.Kind.COMMA, 1);
            case '*' -> token(Token.Kind.STAR, 1);
            case '\'' -> string();
            case '!' -> followedBy('=') ? token(Token.Kind.COMPARE, 2) : token(Token.Kind.NOT, 1);
            case '<', '>' -> token(Token.Kind.COMPARE, followedBy('=') ? 2 : 1);
            case '=' -> doubled(c, Token.Kind.COMPARE);
            case '&' -> doubled(c, Token.Kind.AND);
            case '|' -> doubled(c, Token.Kind.OR);
            case '.' -> canEndOperand(last) ? token(Token.Kind.DOT, 1) : number();
            case '-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> word();
        };
    }

    private static boolean canEndOperand(Token.Kind kind) {
        return switch (kind) {
            case NAME, PROPERTY, STAR, CLOSE, CLOSE_BRACKET -> true;
            case LITERAL, DOT, COMMA, OPEN, OPEN_BRACKET, NOT, COMPARE, AND, OR, END -> false;
        };
    }

    private boolean followedBy(char c) {
        return at + 1 < code.length() && code.charAt(at + 1) == c;
    }

    private Token doubled(char c, Token.Kind kind) {
        if (followedBy(c)) {
            return token(kind, 2);
        }
        int end = at + 1;
        while (end < code.length() && !isBoundary(code.charAt(end))) {
            end++;
        }
        throw unexpected(end);
    }

    private Token token(Token.Kind kind, int length) {
        Token token = new Token(kind, code.substring(at, at + length), Value.nothing(), at);
        at += length;
        return token;
    }

    private Token literal(Value value, int end) {
        Token token = new Token(Token.Kind.LITERAL, code.substring(at, end), value, at);
        at = end;
        return token;
    }

    private Token string() {
        StringBuilder text = new StringBuilder();
        int i = at + 1;
        while (i < code.length()) {
            char c = code.charAt(i);
            if (c == '\'') {
                if (i + 1 < code.length() && code.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    return literal(Value.of(text.toString()), i + 1);
                }
            }
            text.append(c);
            i++;
        }
        throw new SyntaxException("the text that begins here has no closing quote '", at);
    }

    private Token number() {
        int end = at;
        while (end < code.length() && (!isBoundary(code.charAt(end)) || code.charAt(end) == '.')) {
            end++;
        }
        double number = Coercion.number(code.substring(at, end));
        if (Double.isNaN(number)) {
            throw unexpected(end);
        }
        return literal(Value.of(number), end);
    }

    private Token word() {
        int end = at;
        while (end < code.length() && !isBoundary(code.charAt(end))) {
            end++;
        }
        String word = code.substring(at, end);
        if (!isIdentifier(word)) {
            throw unexpected(end);
        }
        if (last == Token.Kind.DOT) {
            return token(Token.Kind.PROPERTY, word.length());
        }
        return switch (word) {
            case "null" -> literal(Value.nothing(), end);
            case "true" -> literal(Value.of(true), end);
            case "false" -> literal(Value.of(false), end);
            case "NaN" -> literal(Value.of(Double.NaN), end);
            case "Infinity" -> literal(Value.of(Double.POSITIVE_INFINITY), end);
            default -> token(Token.Kind.NAME, word.length());
        };
    }

    private SyntaxException unexpected(int end) {
        int stop = Math.max(end, at + 1);
        String what = code.substring(at, Math.min(stop, code.length()));
        String mend = what.startsWith("\"") ? "; texts are written in 'single quotes'" : "";
        return new SyntaxException("unexpected `" + what + "`" + mend, at);
    }

    private static boolean isBoundary(char c) {
        return switch (c) {
            case '(', ')', '[', ']', ',', '.', '!', '<', '>', '=', '&', '|' -> true;
            default -> isSpace(c);
        };
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Whether {@code word} can be the name of a context, function or property. */
    static boolean isIdentifier(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            boolean inner = (c >= '0' && c <= '9') || c == '-';
            if (!letter && (i == 0 || !inner)) {
                return false;
            }
        }
        return !word.isEmpty();
    }
}

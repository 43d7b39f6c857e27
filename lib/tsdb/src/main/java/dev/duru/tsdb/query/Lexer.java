package dev.duru.tsdb.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a query into tokens. */
final class Lexer {
    private static final Pattern DURATION =
            Pattern.compile("(?:[0-9]+(?:ms|[smhdwy]))+(?![A-Za-z0-9_])");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:][A-Za-z0-9_:]*");
    private static final List<String> SIGNS =
            List.of(
                    "=~", "!~", "!=", "==", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "^",
                    "(", ")", "{", "}", "[", "]", ",", ":", "@");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        skip();
        if (at >= text.length()) {
            return new Token(Token.Kind.END, "", at);
        }
        char c = text.charAt(at);
        if (c == '"' || c == '\'' || c == '`') {
            return string(c);
        }
        Token word = match(DURATION, Token.Kind.DURATION);
        if (word == null) {
            word = match(NUMBER, Token.Kind.NUMBER);
            if (word != null && at < text.length() && isWordPart(text.charAt(at))) {
                throw new QueryException(
                        word.position(),
                        "'" + word.text() + text.charAt(at) + "…' is not a number");
            }
        }
        if (word == null && c != ':') {
            word = match(NAME, Token.Kind.NAME);
        }
        if (word != null) {
            return word;
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                Token token = new Token(Token.Kind.SIGN, sign, at);
                at += sign.length();
                return token;
            }
        }
        throw new QueryException(at, "unexpected character '" + c + "'");
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private @org.jspecify.annotations.Nullable Token match(Pattern pattern, Token.Kind kind) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        matcher.useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return null;
        }
        Token token = new Token(kind, matcher.group(), at);
        at = matcher.end();
        return token;
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private Token string(char quote) {
        int start = at++;
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return new Token(Token.Kind.STRING, out.toString(), start);
            }
            if (c == '\n' && quote != '`') {
                break;
            }
            out.append(c == '\\' && quote != '`' ? escaped() : c);
        }
        throw new QueryException(start, "the string has no closing " + quote);
    }

    private char escaped() {
        if (at >= text.length()) {
            throw new QueryException(at, "a string ends within an escape");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> '\u000b';
            case '\\', '"', '\'' -> c;
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default ->
                    throw new QueryException(
                            at - 2, "'\\" + c + "' is not an escape; write \\\\ for a backslash");
        };
    }

    private char hex(int digits) {
        try {
            String hex = text.substring(at, at + digits);
            at += digits;
            return (char) Integer.parseInt(hex, 16);
        } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
            throw new QueryException(at, "expected " + digits + " hexadecimal digits");
        }
    }
}

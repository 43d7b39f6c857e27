package dev.duru.dialects.gitlab.rules;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. */
final class Lexer {
    private static final String INPUT = "$[[";
    private final String code;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String code) {
        this.code = code;
    }

    /** The tokens, with an END at the end. */
    static List<Token> tokens(String code) {
        return new Lexer(code).read();
    }

    private List<Token> read() {
        while (true) {
            while (at < code.length() && Character.isWhitespace(code.charAt(at))) {
                at++;
            }
            if (at >= code.length()) {
                tokens.add(new Token(Token.Kind.END, "", code.length()));
                return tokens;
            }
            next();
        }
    }

    private void next() {
        char c = code.charAt(at);
        switch (c) {
            case '(' -> add(Token.Kind.OPEN, "(");
            case ')' -> add(Token.Kind.CLOSE, ")");
            case '=' -> operator(Token.Kind.EQUAL, "==", Token.Kind.MATCHES, "=~");
            case '!' -> operator(Token.Kind.UNEQUAL, "!=", Token.Kind.DIFFERS, "!~");
            case '&' -> operator(Token.Kind.AND, "&&", Token.Kind.AND, "&&");
            case '|' -> operator(Token.Kind.OR, "||", Token.Kind.OR, "||");
            case '"', '\'' -> text(c);
            case '/' -> pattern();
            case '$' -> variable();
            default -> word();
        }
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, at));
        at += text.length();
    }

    private void operator(Token.Kind one, String first, Token.Kind other, String second) {
        if (code.startsWith(first, at)) {
            add(one, first);
        } else if (code.startsWith(second, at)) {
            add(other, second);
        } else {
            throw new RuleSyntaxException(
                    "`" + code.charAt(at) + "` alone is no operator; write == != =~ !~ && or ||",
                    at);
        }
    }

    private void text(char quote) {
        int end = code.indexOf(quote, at + 1);
        if (end < 0) {
            throw new RuleSyntaxException("the text that begins here has no closing " + quote, at);
        }
        tokens.add(new Token(Token.Kind.TEXT, code.substring(at + 1, end), at));
        at = end + 1;
    }

    /** Up to the next slash that has no backslash before it, and the flags after it. */
    private void pattern() {
        int end = at + 1;
        while (end < code.length() && code.charAt(end) != '/') {
            end += code.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= code.length()) {
            throw new RuleSyntaxException("the pattern that begins here has no closing /", at);
        }
        end++;
        while (end < code.length() && "ismU".indexOf(code.charAt(end)) >= 0) {
            end++;
        }
        String whole = code.substring(at, end);
        Pattern.check(whole, at);
        tokens.add(new Token(Token.Kind.PATTERN, whole, at));
        at = end;
    }

    private void variable() {
        if (code.startsWith(INPUT, at)) {
            int end = code.indexOf("]]", at);
            if (end < 0) {
                throw new RuleSyntaxException("the input that begins here has no closing ]]", at);
            }
            String inside = code.substring(at + INPUT.length(), end).strip();
            tokens.add(new Token(Token.Kind.INPUT, inside, at));
            at = end + 2;
            return;
        }
        int begin = at + 1;
        if (code.startsWith("{", begin)) {
            throw new RuleSyntaxException(
                    "variables of rules have no braces; write $NAME in the place of ${NAME}", at);
        }
        int end = begin;
        while (end < code.length() && isName(code.charAt(end))) {
            end++;
        }
        if (end == begin) {
            throw new RuleSyntaxException("`$` must begin the name of a variable", at);
        }
        tokens.add(new Token(Token.Kind.VARIABLE, code.substring(begin, end), at));
        at = end;
    }

    private void word() {
        int end = at;
        while (end < code.length() && isName(code.charAt(end))) {
            end++;
        }
        if (code.substring(at, end).equals("null")) {
            add(Token.Kind.NULL, "null");
            return;
        }
        String shown = end == at ? code.substring(at, at + 1) : code.substring(at, end);
        throw new RuleSyntaxException(
                "`" + shown + "` means nothing here; write texts in quotes, variables with $", at);
    }

    private static boolean isName(char c) {
        return c == '_'
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9');
    }
}

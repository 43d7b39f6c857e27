package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a query into tokens. What is wrong becomes a token too, the last one. */
final class Lexer {
    private static final int EOF = Characters.EOF;

    private final Characters in;
    private final List<Token> tokens = new ArrayList<>();
    private int parens;
    private boolean inBraces;
    private boolean inBrackets;
    private boolean gotColon;
    private boolean gotDuration;

    /** Whether a number was read since the bracket opened: from there on more tokens may follow. */
    private boolean gotNumber;

    private Lexer(String input) {
        this.in = new Characters(input);
    }

    static List<Token> tokens(String input) {
        Lexer lexer = new Lexer(input);
        while (lexer.step()) {
            continue;
        }
        return lexer.tokens;
    }

    /** Reads the next token; false after the last. */
    private boolean step() {
        skip();
        in.start = in.at;
        if (inBraces) {
            return insideBraces();
        }
        if (inBrackets && !gotNumber) {
            return insideBrackets();
        }
        return statement();
    }

    private void skip() {
        while (true) {
            int c = in.peek();
            if (c == '#' && !inBrackets) {
                while (in.peek() != EOF && in.peek() != '\n' && in.peek() != '\r') {
                    in.at++;
                }
            } else if (Characters.isSpace(c)) {
                in.at++;
            } else {
                return;
            }
        }
    }

    private boolean statement() {
        int c = in.next();
        switch (c) {
            case EOF -> {
                return end();
            }
            case ',' -> emit(TokenKind.COMMA);
            case '*' -> emit(TokenKind.MUL);
            case '/' -> emit(TokenKind.DIV);
            case '%' -> emit(TokenKind.MOD);
            case '+' -> emit(TokenKind.ADD);
            case '-' -> emit(TokenKind.SUB);
            case '^' -> emit(TokenKind.POW);
            case '@' -> emit(TokenKind.AT);
            case '=', '!', '<', '>' -> {
                return comparison(c);
            }
            case '"', '\'' -> {
                return string(new StringReader(in).string(c));
            }
            case '`' -> {
                return string(new StringReader(in).rawString());
            }
            case '(' -> {
                emit(TokenKind.LEFT_PAREN);
                parens++;
            }
            case ')' -> {
                if (--parens < 0) {
                    return errorAfter("unexpected right parenthesis " + Characters.shown(c));
                }
                emit(TokenKind.RIGHT_PAREN);
            }
            case '{' -> {
                emit(TokenKind.LEFT_BRACE);
                inBraces = true;
            }
            case '[' -> {
                if (inBrackets) {
                    return error("unexpected left bracket " + Characters.shown(c));
                }
                emit(TokenKind.LEFT_BRACKET);
                gotColon = false;
                gotDuration = false;
                gotNumber = false;
                inBrackets = true;
            }
            case ']' -> {
                if (!inBrackets) {
                    return error("unexpected right bracket " + Characters.shown(c));
                }
                emit(TokenKind.RIGHT_BRACKET);
                inBrackets = false;
            }
            default -> {
                return word(c);
            }
        }
        return true;
    }

    private boolean end() {
        if (parens != 0) {
            return error("unclosed left parenthesis");
        }
        if (inBrackets) {
            return error("unclosed left bracket");
        }
        emit(TokenKind.END_OF_INPUT);
        return false;
    }

    private boolean word(int c) {
        if (Characters.isDigit(c) || c == '.' && Characters.isDigit(in.peek())) {
            in.at--;
            return numberOrDuration();
        }
        if (inBrackets && c == ':') {
            if (gotColon) {
                return error("unexpected colon " + Characters.shown(c));
            }
            gotColon = true;
            emit(TokenKind.COLON);
            return true;
        }
        if (inBrackets && Characters.isAlpha(c)) {
            return durationKeyword()
                    || error("unexpected character: " + Characters.shown(c) + ", expected ':'");
        }
        if (Characters.isAlpha(c) || c == ':') {
            while (Characters.isAlphaNumeric(in.peek()) || in.peek() == ':') {
                in.at++;
            }
            String word = in.read();
            TokenKind kind =
                    TokenKind.word(word)
                            .filter(k -> !isFill(k) || followedByParen())
                            .orElse(
                                    word.contains(":")
                                            ? TokenKind.METRIC_IDENTIFIER
                                            : TokenKind.IDENTIFIER);
            emit(kind);
            return true;
        }
        return error("unexpected character: " + Characters.shown(c));
    }

    /** The fill modifiers are words only before a parenthesis: metrics may have these names. */
    private static boolean isFill(TokenKind kind) {
        return kind == TokenKind.FILL
                || kind == TokenKind.FILL_LEFT
                || kind == TokenKind.FILL_RIGHT;
    }

    private boolean followedByParen() {
        int i = in.at;
        while (i < in.text().length() && Characters.isSpace(in.text().charAt(i))) {
            i++;
        }
        return i < in.text().length() && in.text().charAt(i) == '(';
    }

    private boolean comparison(int c) {
        int following = in.peek();
        boolean equal = following == '=';
        if (c == '=' && following == '~') {
            return error("unexpected character after '=': " + Characters.shown(following));
        }
        if (c == '!' && !equal) {
            return error("unexpected character after '!': " + Characters.shown(following));
        }
        boolean trim = (c == '<' || c == '>') && following == '/';
        if (equal || trim) {
            in.at++;
        }
        emit(
                switch (c) {
                    case '=' -> equal ? TokenKind.EQLC : TokenKind.EQL;
                    case '!' -> TokenKind.NEQ;
                    case '<' -> equal ? TokenKind.LTE : trim ? TokenKind.TRIM_UPPER : TokenKind.LSS;
                    default -> equal ? TokenKind.GTE : trim ? TokenKind.TRIM_LOWER : TokenKind.GTR;
                });
        return true;
    }

    private boolean insideBraces() {
        int c = in.next();
        switch (c) {
            case EOF -> {
                return error("unexpected end of input inside braces");
            }
            case ',' -> emit(TokenKind.COMMA);
            case '"', '\'' -> {
                return string(new StringReader(in).string(c));
            }
            case '`' -> {
                return string(new StringReader(in).rawString());
            }
            case '=' -> {
                if (in.peek() == '~') {
                    in.at++;
                    emit(TokenKind.EQL_REGEX);
                } else {
                    emit(TokenKind.EQL);
                }
            }
            case '!' -> {
                int following = in.next();
                if (following != '~' && following != '=') {
                    return error(
                            "unexpected character after '!' inside braces: "
                                    + Characters.shown(following));
                }
                emit(following == '~' ? TokenKind.NEQ_REGEX : TokenKind.NEQ);
            }
            case '{' -> {
                return error("unexpected left brace " + Characters.shown(c));
            }
            case '}' -> {
                emit(TokenKind.RIGHT_BRACE);
                inBraces = false;
            }
            default -> {
                if (!Characters.isAlpha(c)) {
                    return error("unexpected character inside braces: " + Characters.shown(c));
                }
                while (Characters.isAlphaNumeric(in.peek())) {
                    in.at++;
                }
                emit(TokenKind.IDENTIFIER);
            }
        }
        return true;
    }

    private boolean insideBrackets() {
        int c = in.next();
        switch (c) {
            case EOF -> {
                return error("unexpected end of input in duration expression");
            }
            case ']' -> {
                emit(TokenKind.RIGHT_BRACKET);
                inBrackets = false;
                gotColon = false;
            }
            case ':' -> {
                if (!gotDuration || gotColon) {
                    return errorAfter(
                            gotDuration
                                    ? "unexpected repeated colon in duration expression"
                                    : "unexpected colon before duration in duration expression");
                }
                emit(TokenKind.COLON);
                gotColon = true;
            }
            case '(' -> {
                emit(TokenKind.LEFT_PAREN);
                parens++;
            }
            case ')' -> {
                if (--parens < 0) {
                    return errorAfter("unexpected right parenthesis " + Characters.shown(c));
                }
                emit(TokenKind.RIGHT_PAREN);
            }
            case '+' -> emit(TokenKind.ADD);
            case '-' -> emit(TokenKind.SUB);
            case '*' -> emit(TokenKind.MUL);
            case '/' -> emit(TokenKind.DIV);
            case '%' -> emit(TokenKind.MOD);
            case '^' -> emit(TokenKind.POW);
            case ',' -> emit(TokenKind.COMMA);
            default -> {
                return durationWord(c);
            }
        }
        return true;
    }

    private boolean durationWord(int c) {
        if (Characters.isDigit(c) || c == '.' && Characters.isDigit(in.peek())) {
            in.at--;
            gotDuration = true;
            gotNumber = true;
            return numberOrDuration();
        }
        if (Characters.isAlpha(c) && durationKeyword()) {
            return true;
        }
        return error("unexpected character in duration expression: " + Characters.shown(c));
    }

    /** Reads the rest of a word that durations may have in them. */
    private boolean durationKeyword() {
        while (Characters.isAlpha(in.peek())) {
            in.at++;
        }
        switch (in.read().toLowerCase(Locale.ROOT)) {
            case "step" -> emit(TokenKind.STEP);
            case "range" -> emit(TokenKind.RANGE);
            case "max_of" -> emit(TokenKind.MAX_OF);
            case "min_of" -> emit(TokenKind.MIN_OF);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean string(String wrong) {
        if (!wrong.isEmpty()) {
            return error(wrong);
        }
        emit(TokenKind.STRING);
        return true;
    }

    private boolean numberOrDuration() {
        NumberReader reader = new NumberReader(in);
        if (reader.number()) {
            emit(TokenKind.NUMBER);
            return true;
        }
        if (reader.restOfDuration()) {
            emit(TokenKind.DURATION);
            return true;
        }
        return error("bad number or duration syntax: " + NumberText.quoted(in.read()));
    }

    private void emit(TokenKind kind) {
        tokens.add(new Token(kind, in.start, in.read()));
        in.start = in.at;
    }

    /** An error whose place is behind what was read. */
    private boolean errorAfter(String message) {
        in.start = in.at;
        return error(message);
    }

    private boolean error(String message) {
        tokens.add(new Token(TokenKind.ERROR, in.start, message));
        return false;
    }
}

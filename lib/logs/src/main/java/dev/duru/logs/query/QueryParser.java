package dev.duru.logs.query;

import dev.duru.logs.LogsException;
import dev.duru.logs.parse.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Reads what people write to search lines.
 *
 * <p>{@code timeout} a word, {@code time*} a word that begins so, {@code "connection reset"} words
 * in this order, {@code /user [0-9]+/} a regular expression ({@code /…/i} whatever the case),
 * {@code level:error} a field, {@code path:/cart/*} one that fits, {@code path:~"…"} one in which a
 * regular expression is found, {@code status:>=500}, {@code status:500..599} and {@code
 * duration:>250ms} numbers, {@code user:*} any value. Side by side means both; {@code OR}, {@code
 * NOT} or {@code -}, and parentheses as usual.
 */
public final class QueryParser {
    private static final int LONGEST = 4_000;
    private static final int DEEPEST = 50;
    private static final int MOST_PARTS = 200;

    private final String text;
    private int at;
    private int depth;
    private int parts;

    private QueryParser(String text) {
        this.text = text;
    }

    /**
     * The expression that a text means; an empty text means all lines.
     *
     * @throws LogsException QUERY with the column, from 1, of what is wrong
     */
    public static LogExpr parse(String text) {
        if (text.length() > LONGEST) {
            throw new LogsException(
                    LogsException.Kind.QUERY,
                    "the search has more than " + LONGEST + " characters; use fewer");
        }
        QueryParser parser = new QueryParser(text);
        parser.blanks();
        if (parser.ended()) {
            return new LogExpr.All();
        }
        LogExpr expr = parser.either();
        if (!parser.ended()) {
            throw parser.wrong(parser.at, "there is no '(' for this ')'; take it away");
        }
        return expr;
    }

    private LogsException wrong(int place, String why) {
        return new LogsException(LogsException.Kind.QUERY, "column " + (place + 1) + ": " + why);
    }

    private boolean ended() {
        return at >= text.length();
    }

    private void blanks() {
        while (!ended() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean keyword(String word) {
        int end = at + word.length();
        if (text.startsWith(word, at)
                && (end == text.length() || " \t\n()".indexOf(text.charAt(end)) >= 0)) {
            at = end;
            blanks();
            return true;
        }
        return false;
    }

    private LogExpr either() {
        if (++depth > DEEPEST) {
            throw wrong(at, "too many parentheses within each other; use at most " + DEEPEST);
        }
        List<LogExpr> choices = new ArrayList<>();
        choices.add(both());
        while (keyword("OR")) {
            choices.add(both());
        }
        depth--;
        return choices.size() == 1 ? choices.getFirst() : new LogExpr.Or(choices);
    }

    private LogExpr both() {
        List<LogExpr> all = new ArrayList<>();
        all.add(not());
        while (!ended() && text.charAt(at) != ')' && !peeks("OR")) {
            keyword("AND");
            all.add(not());
        }
        return LogExpr.all(all);
    }

    private boolean peeks(String word) {
        int before = at;
        boolean there = keyword(word);
        at = before;
        return there;
    }

    private LogExpr not() {
        boolean negated = false;
        while (true) {
            if (keyword("NOT")) {
                negated = !negated;
            } else if (!ended()
                    && text.charAt(at) == '-'
                    && at + 1 < text.length()
                    && !Character.isWhitespace(text.charAt(at + 1))) {
                at++;
                negated = !negated;
            } else {
                break;
            }
        }
        LogExpr expr = primary();
        return negated ? new LogExpr.Not(expr) : expr;
    }

    private LogExpr primary() {
        if (++parts > MOST_PARTS) {
            throw wrong(at, "the search has more than " + MOST_PARTS + " parts; use fewer");
        }
        if (ended() || peeks("OR") || peeks("AND") || text.charAt(at) == ')') {
            throw wrong(at, "something to search for is missing here");
        }
        int start = at;
        LogExpr expr =
                switch (text.charAt(at)) {
                    case '(' -> group(start);
                    case '"' -> phrase(start);
                    case '/' -> isRegex() ? new LogExpr.Matches(regex()) : wordOrField();
                    default -> wordOrField();
                };
        blanks();
        return expr;
    }

    private LogExpr group(int start) {
        at++;
        blanks();
        LogExpr inner = either();
        if (ended()) {
            throw wrong(start, "this '(' is not closed; add a ')'");
        }
        at++;
        return inner;
    }

    private LogExpr phrase(int start) {
        return words(quoted(start), start);
    }

    /** A text in quotation marks; {@code \"} and {@code \\} are themselves. */
    private String quoted(int start) {
        StringBuilder value = new StringBuilder();
        for (at++; !ended() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        if (ended()) {
            throw wrong(start, "this '\"' is not closed; add one");
        }
        at++;
        return value.toString();
    }

    private LogExpr words(String value, int start) {
        List<String> words = Words.of(value);
        if (words.isEmpty()) {
            if (value.isEmpty()) {
                throw wrong(start, "there is nothing between these quotation marks");
            }
            return new LogExpr.Contains(value);
        }
        return new LogExpr.Phrase(words);
    }

    /** A path such as {@code /cart/7} is no regular expression: that one ends with its slash. */
    private boolean isRegex() {
        int end = endOfRegex();
        if (end < 0) {
            return false;
        }
        int behind = end + 1;
        if (behind < text.length() && text.charAt(behind) == 'i') {
            behind++;
        }
        return behind == text.length() || " \t\n)".indexOf(text.charAt(behind)) >= 0;
    }

    private int endOfRegex() {
        for (int i = at + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '/') {
                return i;
            }
        }
        return -1;
    }

    private com.google.re2j.Pattern regex() {
        int start = at;
        int end = endOfRegex();
        String pattern = text.substring(at + 1, end).replace("\\/", "/");
        at = end + 1;
        boolean anyCase = !ended() && text.charAt(at) == 'i';
        if (anyCase) {
            at++;
        }
        return Regex.compile(pattern, anyCase, "column " + (start + 1));
    }

    private LogExpr wordOrField() {
        int start = at;
        while (!ended() && " \t\n\r()\":".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        boolean field =
                !ended()
                        && text.charAt(at) == ':'
                        && word.matches("[\\p{L}_@][\\p{L}\\p{N}_.@-]*")
                        && at + 1 < text.length()
                        && !Character.isWhitespace(text.charAt(at + 1));
        if (field) {
            at++;
            return value(word, at);
        }
        while (!ended() && " \t\n\r()\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        word = text.substring(start, at);
        if (word.isEmpty()) {
            throw wrong(start, "something to search for is missing here");
        }
        return word.indexOf('*') >= 0 ? like(word, start) : words(word, start);
    }

    private LogExpr like(String word, int start) {
        String bare = word.replace("*", "");
        boolean whole = !bare.isEmpty() && Words.of(bare).size() == 1;
        if (bare.isEmpty()) {
            return new LogExpr.All();
        }
        if (!whole || bare.chars().anyMatch(c -> !Words.isPart((char) c))) {
            throw wrong(
                    start,
                    "'*' stands within one word of letters and digits only; use /a regular"
                            + " expression/ for more");
        }
        return new LogExpr.WordLike(word.toLowerCase(Locale.ROOT));
    }

    private LogExpr value(String field, int start) {
        char c = text.charAt(at);
        if (c == '"') {
            return new LogExpr.FieldIs(field, quoted(start));
        }
        if (c == '~' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
            at++;
            return new LogExpr.FieldMatches(
                    field, Regex.compile(quoted(at), false, "column " + (start + 1)), false);
        }
        while (!ended() && " \t\n\r()".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String value = text.substring(start, at);
        if (value.isEmpty()) {
            throw wrong(start, "a value for the field '" + field + "' is missing here");
        }
        if (value.equals("*")) {
            return new LogExpr.FieldExists(field);
        }
        if (c == '>' || c == '<') {
            return compared(field, value, start);
        }
        int dots = value.indexOf("..");
        if (dots > 0 && dots + 2 < value.length()) {
            return new LogExpr.FieldWithin(
                    field,
                    number(value.substring(0, dots), start),
                    true,
                    number(value.substring(dots + 2), start + dots + 2),
                    true);
        }
        return value.indexOf('*') >= 0
                ? new LogExpr.FieldLike(field, value)
                : new LogExpr.FieldIs(field, value);
    }

    private LogExpr compared(String field, String value, int start) {
        boolean equal = value.length() > 1 && value.charAt(1) == '=';
        int skip = equal ? 2 : 1;
        double bound = number(value.substring(skip), start + skip);
        return value.charAt(0) == '>'
                ? new LogExpr.FieldWithin(field, bound, equal, Double.POSITIVE_INFINITY, true)
                : new LogExpr.FieldWithin(field, Double.NEGATIVE_INFINITY, true, bound, equal);
    }

    private double number(String value, int place) {
        OptionalDouble number = Quantity.parse(value);
        if (number.isEmpty()) {
            throw wrong(place, "'" + value + "' is not a number such as 500, 1.5, 250ms or 4KB");
        }
        return number.getAsDouble();
    }
}

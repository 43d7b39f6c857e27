package dev.duru.observe.template;

import dev.duru.observe.template.Node.Pipe;
import dev.duru.observe.template.Node.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stands between two pairs of braces. */
final class Words {
    private final String text;
    private final int end;
    private final String whole;
    private int at;

    Words(String whole, int from, int to) {
        this.whole = whole;
        this.text = whole;
        this.at = from;
        this.end = to;
    }

    /** The next name, without taking it; empty when something else comes. */
    String keyword() {
        blanks();
        int stop = at;
        while (stop < end && isLetter(text.charAt(stop))) {
            stop++;
        }
        return text.substring(at, stop);
    }

    void skip(String word) {
        blanks();
        at += word.length();
    }

    boolean isDone() {
        blanks();
        return at >= end;
    }

    void done() {
        if (!isDone()) {
            throw wrong("unexpected '" + text.substring(at, Math.min(end, at + 20)) + "'");
        }
    }

    Pipe pipe() {
        List<String> variables = new ArrayList<>();
        boolean declares = variables(variables);
        List<List<Term>> commands = new ArrayList<>();
        do {
            List<Term> command = new ArrayList<>();
            blanks();
            while (at < end && peek() != '|' && peek() != ')') {
                command.add(term());
                blanks();
            }
            if (command.isEmpty()) {
                throw wrong("a value is missing");
            }
            commands.add(command);
        } while (take('|'));
        return new Pipe(variables, declares, commands);
    }

    /** The variables before {@code :=} or {@code =}, if there are any. */
    private boolean variables(List<String> variables) {
        int start = at;
        do {
            blanks();
            if (peek() != '$') {
                at = start;
                variables.clear();
                return false;
            }
            at++;
            variables.add("$" + name());
            blanks();
        } while (take(','));
        boolean declares = peek() == ':' && at + 1 < end && text.charAt(at + 1) == '=';
        if (declares) {
            at += 2;
        } else if (!take('=')) {
            at = start;
            variables.clear();
        }
        return declares;
    }

    String string() {
        blanks();
        Term term = term();
        if (term instanceof Term.Literal(@Nullable Object value) && value instanceof String name) {
            return name;
        }
        throw wrong("expected a name in quotes");
    }

    private Term term() {
        blanks();
        char c = peek();
        Term term =
                switch (c) {
                    case '(' -> group();
                    case '$' -> {
                        at++;
                        yield new Term.Variable("$" + name());
                    }
                    case '.' -> dot();
                    case '"' -> new Term.Literal(quoted());
                    case '`' -> new Term.Literal(raw());
                    default -> word(c);
                };
        while (at + 1 < end && peek() == '.' && isLetter(text.charAt(at + 1))) {
            at++;
            term = new Term.Field(term, name());
        }
        return term;
    }

    private Term group() {
        at++;
        Pipe pipe = pipe();
        if (!take(')')) {
            throw wrong("expected )");
        }
        return new Term.Group(pipe);
    }

    /** A dot; its first field follows without another one. */
    private Term dot() {
        at++;
        return at < end && isLetter(peek())
                ? new Term.Field(new Term.Dot(), name())
                : new Term.Dot();
    }

    private Term word(char c) {
        int start = at;
        if (isLetter(c)) {
            String name = name();
            return switch (name) {
                case "true" -> new Term.Literal(true);
                case "false" -> new Term.Literal(false);
                case "nil" -> new Term.Literal(null);
                default -> new Term.Named(name, start);
            };
        }
        while (at < end && "+-.eE0123456789xabcdfABCDF_".indexOf(peek()) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        try {
            return new Term.Literal(
                    number.matches("[+-]?[0-9]+")
                            ? (Object) Long.parseLong(number)
                            : (Object) Double.parseDouble(number));
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("unexpected '" + text.substring(at, Math.min(end, at + 20)) + "'");
        }
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < end && peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\' && at < end) {
                char next = text.charAt(at++);
                switch (next) {
                    case 'n' -> out.append('\n');
                    case 't' -> out.append('\t');
                    case 'r' -> out.append('\r');
                    case '"', '\\', '\'' -> out.append(next);
                    default -> throw wrong("unknown escape sequence \\" + next);
                }
            } else {
                out.append(c);
            }
        }
        if (!take('"')) {
            throw wrong("a string has no closing quote");
        }
        return out.toString();
    }

    private String raw() {
        int close = text.indexOf('`', at + 1);
        if (close < 0 || close >= end) {
            throw wrong("a string has no closing `");
        }
        String value = text.substring(at + 1, close);
        at = close + 1;
        return value;
    }

    private String name() {
        int start = at;
        while (at < end && (isLetter(peek()) || Character.isDigit(peek()))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean take(char wanted) {
        blanks();
        if (at < end && peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private char peek() {
        return at < end ? text.charAt(at) : '\0';
    }

    private void blanks() {
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    TemplateException wrong(String message) {
        return new TemplateException(
                "character "
                        + (Math.min(at, end) + 1)
                        + " of template '"
                        + whole
                        + "': "
                        + message);
    }
}

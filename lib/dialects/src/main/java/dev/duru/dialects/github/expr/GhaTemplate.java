package dev.duru.dialects.github.expr;

import java.util.ArrayList;
import java.util.List;

/** Text with expressions in it. */
public final class GhaTemplate {
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";

    private GhaTemplate() {}

    /** A piece of the text, with the offset of its first character. */
    public sealed interface Part {
        int offset();
    }

    public record Plain(String text, int offset) implements Part {}

    /**
     * What stands between the braces.
     *
     * @param code without the braces, with its white space
     * @param offset of the first character after the opening braces
     */
    public record Code(String code, int offset) implements Part {}

    /** Whether {@code text} has an expression, or at least the beginning of one. */
    public static boolean isTemplate(String text) {
        return text.contains(OPEN);
    }

    /**
     * The pieces of {@code text} in order. Quotes inside an expression are respected.
     *
     * @throws SyntaxException if an expression is not closed; the offset is that of its braces
     */
    public static List<Part> split(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            if (open < 0) {
                parts.add(new Plain(text.substring(at), at));
                break;
            }
            if (open > at) {
                parts.add(new Plain(text.substring(at, open), at));
            }
            int start = open + OPEN.length();
            int close = closing(text, start);
            if (close < 0) {
                throw new SyntaxException("the expression is not closed: `${{` without `}}`", open);
            }
            parts.add(new Code(text.substring(start, close), start));
            at = close + CLOSE.length();
        }
        return parts;
    }

    private static int closing(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '}' && text.startsWith(CLOSE, i)) {
                return i;
            }
        }
        return -1;
    }
}

package dev.duru.pipeline.matchers;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.kernel.ProblemException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of JavaScript's kind. RE2 runs it, in time linear in the line; only what RE2
 * lacks (looking ahead and behind, references back) is run by {@link java.util.regex}, which is
 * stopped when it has looked at a line too often.
 */
final class LinePattern {
    /** A character of a line may be looked at so often on average. */
    private static final int PATIENCE = 2_000;

    private final @Nullable Pattern linear;
    private final java.util.regex.@Nullable Pattern other;

    private LinePattern(@Nullable Pattern linear, java.util.regex.@Nullable Pattern other) {
        this.linear = linear;
        this.other = other;
    }

    /** What a pattern found: the text of a group by number, or {@code ""}. */
    interface Groups extends IntFunction<String> {}

    /** The pattern took too long. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("a pattern took too long", null, false, false);
        }
    }

    /**
     * Compiles an expression.
     *
     * @throws ProblemException USER when it is none
     */
    static LinePattern of(String regexp) {
        try {
            return new LinePattern(Pattern.compile(regexp), null);
        } catch (PatternSyntaxException notLinear) {
            try {
                return new LinePattern(
                        null, java.util.regex.Pattern.compile(withoutNestedClasses(regexp)));
            } catch (java.util.regex.PatternSyntaxException e) {
                throw ProblemException.user(
                        "'%s' is no regular expression: %s".formatted(regexp, e.getDescription()));
            }
        }
    }

    /** Java takes a bracket within brackets for a set of its own; JavaScript does not. */
    private static String withoutNestedClasses(String regexp) {
        StringBuilder out = new StringBuilder(regexp.length() + 8);
        boolean inside = false;
        for (int i = 0; i < regexp.length(); i++) {
            char c = regexp.charAt(i);
            if (c == '\\' && i + 1 < regexp.length()) {
                out.append(c).append(regexp.charAt(++i));
                continue;
            }
            if (inside && (c == '[' || c == '&')) {
                out.append('\\');
            }
            inside = c == '[' || inside && c != ']';
            out.append(c);
        }
        return out.toString();
    }

    /**
     * Looks for the pattern in a line.
     *
     * @throws TooLongException when that takes too long
     */
    Optional<Groups> in(String line) {
        if (linear != null) {
            Matcher matcher = linear.matcher(line);
            return matcher.find()
                    ? Optional.of(group ->
                            orEmpty(group <= matcher.groupCount() ? matcher.group(group) : null))
                    : Optional.empty();
        }
        java.util.regex.Matcher matcher =
                java.util.Objects.requireNonNull(other).matcher(new Counted(line));
        return matcher.find()
                ? Optional.of(group ->
                        orEmpty(group <= matcher.groupCount() ? matcher.group(group) : null))
                : Optional.empty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Counts how often characters are looked at. */
    private static final class Counted implements CharSequence {
        private final CharSequence text;
        private long left;

        Counted(CharSequence text) {
            this.text = text;
            this.left = 10_000L + (long) PATIENCE * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooLongException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

package dev.duru.logs.query;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;

/** What a line must be like. */
public sealed interface LogExpr {
    /** Every line. */
    record All() implements LogExpr {}

    /** These words, one after the other, whatever stands between them that is no word. */
    record Phrase(List<String> words) implements LogExpr {}

    /** A word that fits, with {@code *} for any characters; in lower case. */
    record WordLike(String glob) implements LogExpr {}

    /** A part of the text as it stands. */
    record Contains(String part) implements LogExpr {}

    /**
     * A part of the text fits.
     *
     * @param literals texts that every match holds, in their order; whatever their case when the
     *     pattern is so
     */
    record Matches(Pattern pattern, List<String> literals) implements LogExpr {
        /** A part of the text fits this. */
        public Matches(Pattern pattern) {
            this(pattern, Literals.of(pattern.pattern()));
        }

        /** Whether a part of a text fits; most that do not lack a literal, which is fast to see. */
        boolean isIn(String text) {
            if (pattern.flags() == 0) {
                int at = 0;
                for (String literal : literals) {
                    at = text.indexOf(literal, at);
                    if (at < 0) {
                        return false;
                    }
                    at += literal.length();
                }
            }
            return pattern.matcher(text).find();
        }
    }

    /** A field has this value, whatever its case. */
    record FieldIs(String name, String value) implements LogExpr {}

    /** A field holds these words, one after the other. */
    record FieldPhrase(String name, List<String> words) implements LogExpr {}

    /** A field fits from its begin to its end, with {@code *} for any characters. */
    record FieldLike(String name, String glob) implements LogExpr {}

    /**
     * A field fits; one that is not there is as an empty one.
     *
     * @param whole whether it must fit from its begin to its end
     */
    record FieldMatches(String name, Pattern pattern, boolean whole) implements LogExpr {}

    /**
     * A field is a number, perhaps with a unit of time or bytes, within bounds.
     *
     * @param low the least, or negative infinity
     * @param high the greatest, or infinity
     */
    record FieldWithin(String name, double low, boolean lowIn, double high, boolean highIn)
            implements LogExpr {}

    /** A field is there. */
    record FieldExists(String name) implements LogExpr {}

    /** It is one of these lines, by {@link dev.duru.logs.LogEntry#id}. */
    record Numbered(Set<Long> ids) implements LogExpr {}

    /** The line was said by one of these origins, by {@link dev.duru.logs.Origin#key}. */
    record SaidBy(Set<String> origins) implements LogExpr {}

    /** The line was said from one moment on and before another. */
    record SaidWithin(long fromNanos, long toNanos) implements LogExpr {}

    /** All of them. */
    record And(List<LogExpr> parts) implements LogExpr {}

    /** At least one of them. */
    record Or(List<LogExpr> parts) implements LogExpr {}

    /** Not that. */
    record Not(LogExpr part) implements LogExpr {}

    /** All of some expressions, in the shortest form. */
    static LogExpr all(List<LogExpr> parts) {
        List<LogExpr> some = parts.stream().filter(p -> !(p instanceof All)).toList();
        return some.isEmpty() ? new All() : some.size() == 1 ? some.getFirst() : new And(some);
    }
}

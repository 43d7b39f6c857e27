package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a project are wanted.
 *
 * @param environment empty for all
 * @param release 0 for all
 * @param text what a line must hold, whatever its case; empty for all
 * @param regex whether text is a regular expression
 * @param from first time, or null
 * @param to last time, or null
 * @param beforeId lines older than this id only; {@link Long#MAX_VALUE} for the newest
 * @param limit at most so many
 */
public record LogQuery(
        String environment,
        long release,
        String text,
        boolean regex,
        @Nullable Instant from,
        @Nullable Instant to,
        long beforeId,
        int limit) {
    private static final int MOST = 5_000;

    /** Keeps the limit within 1 to 5,000. */
    public LogQuery {
        limit = Math.clamp(limit, 1, MOST);
    }

    /** The newest lines of an environment. */
    public static LogQuery newest(String environment, int limit) {
        return new LogQuery(environment, 0, "", false, null, null, Long.MAX_VALUE, limit);
    }

    /**
     * A test for the text alone.
     *
     * @throws ProblemException USER when it should be a regular expression and is none
     */
    Predicate<String> matcher(long deadlineNanos) {
        if (text.isEmpty()) {
            return line -> true;
        }
        if (!regex) {
            String lower = text.toLowerCase(Locale.ROOT);
            return line -> line.toLowerCase(Locale.ROOT).contains(lower);
        }
        try {
            Pattern pattern = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
            return line -> pattern.matcher(new Timed(line, deadlineNanos)).find();
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw ProblemException.user(
                    "'" + text + "' is not a regular expression; untick the box to search for it");
        }
    }

    /** Ends a regular expression that would search for ever. */
    private static final class Timed implements CharSequence {
        private static final int CHECK_EVERY = 4_096;

        private final CharSequence line;
        private final long deadlineNanos;
        private int reads;

        Timed(CharSequence line, long deadlineNanos) {
            this.line = line;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public char charAt(int index) {
            if (++reads % CHECK_EVERY == 0 && System.nanoTime() > deadlineNanos) {
                throw ProblemException.user(
                        "the search took too long; use a simpler expression or a shorter time");
            }
            return line.charAt(index);
        }

        @Override
        public int length() {
            return line.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return line.subSequence(start, end);
        }

        @Override
        public String toString() {
            return line.toString();
        }
    }
}

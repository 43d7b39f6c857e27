package dev.duru.logs.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.logs.LogsException;

/** Compiles regular expressions (RE2), within limits. */
public final class Regex {
    private static final int LONGEST = 1_000;
    private static final int MOST_REPEATED = 1_000;

    private Regex() {}

    /**
     * A pattern.
     *
     * @param where its place in the query, for the message: {@code "column 5"}
     * @throws LogsException QUERY when it is none, or one that would need too much
     */
    public static Pattern compile(String text, boolean anyCase, String where) {
        if (text.length() > LONGEST || repeated(text) > MOST_REPEATED) {
            throw new LogsException(
                    LogsException.Kind.QUERY,
                    where
                            + ": the regular expression is too large; use a shorter one, or fewer repetitions");
        }
        try {
            return Pattern.compile(text, anyCase ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new LogsException(
                    LogsException.Kind.QUERY,
                    where
                            + ": '"
                            + text
                            + "' is not a regular expression: "
                            + e.getMessage()
                            + "; put text that is to be found as it stands in quotation marks",
                    e);
        }
    }

    /** How often counted repetitions within each other may repeat at most. */
    private static long repeated(String text) {
        long product = 1;
        java.util.regex.Matcher counts =
                java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?}").matcher(text);
        while (counts.find()) {
            String high = counts.group(2);
            String most = high == null || high.isEmpty() ? counts.group(1) : high;
            product = Math.min(Integer.MAX_VALUE, product * Math.max(1, Long.parseLong(most)));
        }
        return product;
    }
}

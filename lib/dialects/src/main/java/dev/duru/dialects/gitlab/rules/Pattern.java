package dev.duru.dialects.gitlab.rules;

import com.google.re2j.PatternSyntaxException;

/** A pattern in slashes, with flags behind: {@code /^v\d+/i}. */
final class Pattern {
    private Pattern() {}

    /** Refuses what RE2 refuses. */
    static void check(String whole, int offset) {
        try {
            compile(whole);
        } catch (PatternSyntaxException e) {
            throw new RuleSyntaxException(
                    "the pattern " + whole + " is not RE2: " + e.getDescription(), offset);
        }
    }

    /**
     * Whether a text has the pattern in it.
     *
     * @param pattern in slashes; anything else is a plain text, in which {@code text} must occur
     */
    static boolean found(String pattern, String text) {
        com.google.re2j.Pattern compiled;
        try {
            compiled = isPattern(pattern) ? compile(pattern) : null;
        } catch (PatternSyntaxException e) {
            return false;
        }
        return compiled == null ? pattern.contains(text) : compiled.matcher(text).find();
    }

    static boolean isPattern(String text) {
        int end = text.lastIndexOf('/');
        return end > 0
                && text.charAt(0) == '/'
                && text.substring(end + 1).chars().allMatch(c -> "ismU".indexOf(c) >= 0);
    }

    private static com.google.re2j.Pattern compile(String whole) {
        int end = whole.lastIndexOf('/');
        String flags = whole.substring(end + 1);
        String body = whole.substring(1, end);
        return com.google.re2j.Pattern.compile(flags.isEmpty() ? body : "(?" + flags + ")" + body);
    }
}

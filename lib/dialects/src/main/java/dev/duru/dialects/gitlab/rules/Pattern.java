package dev.duru.dialects.gitlab.rules;

import com.google.re2j.PatternSyntaxException;

/** A pattern in slashes, with flags behind: {@code /^v\d+/i}. */
final class Pattern {
    /**
     * A pattern of this many characters compiles and matches at once; people write shorter ones.
     */
    private static final int MOST = 4_000;

    private Pattern() {}

    /** Refuses what RE2 refuses, and what is too large to be matched. */
    static void check(String whole, int offset) {
        if (whole.length() > MOST) {
            throw new RuleSyntaxException(
                    "the pattern has " + whole.length() + " characters; " + MOST + " are allowed",
                    offset);
        }
        try {
            com.google.re2j.Pattern compiled = compile(whole);
            if (!isShallow(compiled, "") || !isShallow(compiled, "a")) {
                throw new RuleSyntaxException(
                        "the pattern repeats more than can be matched; write it shorter", offset);
            }
        } catch (PatternSyntaxException e) {
            throw new RuleSyntaxException(
                    "the pattern " + whole + " is not RE2: " + e.getDescription(), offset);
        }
    }

    /** The library recurses over what matches no character, which is long when it is repeated. */
    private static boolean isShallow(com.google.re2j.Pattern compiled, String text) {
        try {
            compiled.matcher(text).find();
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    /**
     * Whether a text has the pattern in it; one that cannot be matched is in no text.
     *
     * @param pattern in slashes; anything else is a plain text, in which {@code text} must occur
     */
    static boolean found(String pattern, String text) {
        if (!isPattern(pattern)) {
            return pattern.contains(text);
        }
        try {
            return pattern.length() <= MOST && compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException | StackOverflowError e) {
            return false;
        }
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

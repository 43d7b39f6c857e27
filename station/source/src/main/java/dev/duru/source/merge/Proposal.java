package dev.duru.source.merge;

import dev.duru.kernel.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a merge request says of itself.
 *
 * @param source branch, without {@code refs/heads/}
 * @param target branch
 * @param title on one line; {@code Draft:} at its beginning makes a draft
 * @param description Markdown
 */
public record Proposal(
        String source, String target, String title, String description, boolean draft) {
    private static final int TITLE_LIMIT = 255;
    private static final int DESCRIPTION_LIMIT = 256 * 1024;
    private static final Pattern DRAFT =
            Pattern.compile("(?i)^\\s*(?:draft:|\\[draft]|\\(draft\\)|wip:)\\s*");

    /**
     * The proposal as it is kept.
     *
     * @throws ProblemException USER when a text is too long or the title is missing
     */
    public Proposal checked() {
        Matcher marked = DRAFT.matcher(title);
        boolean isMarked = marked.find();
        String bare = (isMarked ? title.substring(marked.end()) : title).strip();
        String oneLine = bare.replaceAll("\\s+", " ");
        if (oneLine.isEmpty() || oneLine.length() > TITLE_LIMIT) {
            throw ProblemException.user(
                    "a merge request needs a title of 1 to " + TITLE_LIMIT + " characters");
        }
        return new Proposal(
                source, target, oneLine, text(description, "the description"), draft || isMarked);
    }

    /**
     * A long text as it is kept.
     *
     * @param what it is, for the message
     */
    public static String text(String given, String what) {
        String text = given.replace("\r\n", "\n").strip();
        if (text.length() > DESCRIPTION_LIMIT) {
            throw ProblemException.user(
                    what + " is longer than " + DESCRIPTION_LIMIT / 1024 + " Ki characters");
        }
        return text;
    }
}

package dev.duru.source.merge;

import dev.duru.kernel.ProblemException;
import java.util.Arrays;
import java.util.Locale;

/** How the commits of a merge request get into its target. */
public enum MergeMethod {
    /** A commit with both branches as parents. */
    MERGE,
    /** One commit with all that the source changes. */
    SQUASH,
    /** Each commit of the source once more on top of the target. */
    REBASE,
    /** The target moves to the source's head, which must contain it. */
    FAST_FORWARD;

    /** The name in the API and in forms: {@code fast-forward}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@link #word}.
     *
     * @throws ProblemException USER for another word
     */
    public static MergeMethod parse(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.user(
                                "the method is merge, squash, rebase or fast-forward, not '"
                                        + word
                                        + "'"));
    }
}

package dev.duru.kernel;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The refs of merge requests that runs are made of, by the names that both dialects use. */
public final class MergeRequestRef {
    private static final Pattern REF =
            Pattern.compile("refs/(?:pull/(\\d{1,18})/merge|merge-requests/(\\d{1,18})/head)");

    private MergeRequestRef() {}

    /**
     * The number of the merge request that a ref is of, {@code refs/pull/N/merge} of GitHub's or
     * {@code refs/merge-requests/N/head} of GitLab's; empty for every other ref.
     */
    public static OptionalLong number(String ref) {
        Matcher found = REF.matcher(ref);
        return found.matches()
                ? OptionalLong.of(
                        Long.parseLong(found.group(1) == null ? found.group(2) : found.group(1)))
                : OptionalLong.empty();
    }
}

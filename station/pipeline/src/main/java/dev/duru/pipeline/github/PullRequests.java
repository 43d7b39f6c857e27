package dev.duru.pipeline.github;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: the merge requests of projects, which GitHub calls pull requests. */
public interface PullRequests {
    /** There are none, and none can be opened. */
    PullRequests NONE = new NoPullRequests();

    /** A request as it is now, with its merge tried out. */
    Optional<PullRequest> find(ProjectName project, long number);

    /** Those in a state, {@code open}, {@code closed} or {@code all}, newest first. */
    List<PullRequest> list(ProjectName project, String state);

    /** The numbers of those that are open for a source branch. */
    List<Long> openFor(ProjectName project, String branch);

    /**
     * What somebody said.
     *
     * @param verdict {@code ""} for a comment, else {@code approved}, {@code changes_requested} or
     *     {@code dismissed}
     * @param path the file, for what is said of a line; else {@code ""}
     */
    record Said(
            long id,
            String by,
            String body,
            String verdict,
            String commit,
            String path,
            int line,
            Instant at) {}

    /** All that was said of a request, oldest first. */
    List<Said> said(ProjectName project, long number);

    /**
     * A request to be opened.
     *
     * @param from the branch to be merged
     * @param into the branch that gets it
     */
    record Proposal(String from, String into, String title, String body, boolean draft) {}

    /** Opens one. */
    PullRequest open(ProjectName project, String by, Proposal proposal);

    /** What is to be changed; null leaves a part as it is. */
    record Edit(
            @Nullable String title,
            @Nullable String body,
            @Nullable String state,
            @Nullable String into) {}

    PullRequest edit(ProjectName project, long number, String by, Edit edit);

    Said comment(ProjectName project, long number, String by, String body);

    void editComment(ProjectName project, long number, long comment, String body);

    void deleteComment(ProjectName project, long number, long comment);
}

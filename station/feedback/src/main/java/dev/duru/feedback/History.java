package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import java.util.List;

/** Port: what changed between two commits. */
@FunctionalInterface
public interface History {
    /**
     * The commits that are in {@code badCommit}'s history and not in {@code goodCommit}'s, newest
     * first, at most some hundreds. With {@code ""} for the good commit, only the bad one.
     */
    List<CommitInfo> between(ProjectName project, String goodCommit, String badCommit);
}

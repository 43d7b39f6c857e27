package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.PullRequest;
import java.util.List;
import java.util.Optional;

/** Port: the merge requests of projects, which GitHub calls pull requests. */
public interface MergeRequests {
    /** There are none. */
    MergeRequests NONE =
            new MergeRequests() {
                @Override
                public Optional<PullRequest> find(ProjectName project, long number) {
                    return Optional.empty();
                }

                @Override
                public List<Long> open(ProjectName project, String branch) {
                    return List.of();
                }

                @Override
                public String said(ProjectName project, long number, long note) {
                    return "";
                }
            };

    /** A request as it is now, with its merge tried out. */
    Optional<PullRequest> find(ProjectName project, long number);

    /** The numbers of those that are open for a source branch. */
    List<Long> open(ProjectName project, String branch);

    /** What a comment or a review of a request says; {@code ""} when there is none. */
    String said(ProjectName project, long number, long note);
}

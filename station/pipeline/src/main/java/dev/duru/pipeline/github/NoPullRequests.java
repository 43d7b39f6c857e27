package dev.duru.pipeline.github;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.Optional;

/** Where there are no merge requests, as in {@code duru run}. */
final class NoPullRequests implements PullRequests {
    private static ProblemException none() {
        return ProblemException.user("there are no pull requests here; push to a server first");
    }

    @Override
    public Optional<PullRequest> find(ProjectName project, long number) {
        return Optional.empty();
    }

    @Override
    public List<PullRequest> list(ProjectName project, String state) {
        return List.of();
    }

    @Override
    public List<Long> openFor(ProjectName project, String branch) {
        return List.of();
    }

    @Override
    public List<Said> said(ProjectName project, long number) {
        return List.of();
    }

    @Override
    public PullRequest open(ProjectName project, String by, Proposal proposal) {
        throw none();
    }

    @Override
    public PullRequest edit(ProjectName project, long number, String by, Edit edit) {
        throw none();
    }

    @Override
    public Said comment(ProjectName project, long number, String by, String body) {
        throw none();
    }

    @Override
    public void editComment(ProjectName project, long number, long comment, String body) {
        throw none();
    }

    @Override
    public void deleteComment(ProjectName project, long number, long comment) {
        throw none();
    }
}

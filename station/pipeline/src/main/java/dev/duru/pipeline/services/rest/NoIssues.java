package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.Optional;

/** The issues of a run without a server: none, and none can be made. */
public final class NoIssues implements Issues {
    @Override
    public List<Issue> list(ProjectName project, String state) {
        return List.of();
    }

    @Override
    public Optional<Issue> find(ProjectName project, long number) {
        return Optional.empty();
    }

    @Override
    public Issue open(
            ProjectName project, String by, String title, String body, List<String> labels) {
        throw none();
    }

    @Override
    public Issue edit(ProjectName project, long number, String by, Edit edit) {
        throw none();
    }

    @Override
    public List<Comment> comments(ProjectName project, long number) {
        return List.of();
    }

    @Override
    public Comment comment(ProjectName project, long number, String by, String body) {
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

    private static ProblemException none() {
        return ProblemException.notFound("a local run has no issues");
    }
}

package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.github.PullRequests;
import java.util.List;
import java.util.Optional;

/**
 * Issues and pull requests as one: they share their numbers, and GitHub's clients comment on either
 * by the calls for issues. Lists name issues alone.
 */
final class Conversations implements Issues {
    private final Issues issues;
    private final PullRequests pulls;

    Conversations(Issues issues, PullRequests pulls) {
        this.issues = issues;
        this.pulls = pulls;
    }

    private boolean isIssue(ProjectName project, long number) {
        return issues.find(project, number).isPresent();
    }

    private static Issue shown(PullRequest pull) {
        return new Issue(
                pull.number(),
                pull.title(),
                pull.body(),
                pull.state().equals("open"),
                pull.author(),
                pull.createdAt(),
                pull.updatedAt(),
                pull.endedAt(),
                List.of());
    }

    private static Comment shown(long number, PullRequests.Said said) {
        return new Comment(said.id(), number, said.by(), said.body(), said.at());
    }

    @Override
    public List<Issue> list(ProjectName project, String state) {
        return issues.list(project, state);
    }

    @Override
    public Optional<Issue> find(ProjectName project, long number) {
        return issues.find(project, number)
                .or(() -> pulls.find(project, number).map(Conversations::shown));
    }

    @Override
    public Issue open(
            ProjectName project, String by, String title, String body, List<String> labels) {
        return issues.open(project, by, title, body, labels);
    }

    @Override
    public Issue edit(ProjectName project, long number, String by, Edit edit) {
        return isIssue(project, number)
                ? issues.edit(project, number, by, edit)
                : shown(
                        pulls.edit(
                                project,
                                number,
                                by,
                                new PullRequests.Edit(
                                        edit.title(), edit.body(), edit.state(), null)));
    }

    @Override
    public List<Comment> comments(ProjectName project, long number) {
        return isIssue(project, number)
                ? issues.comments(project, number)
                : pulls.said(project, number).stream()
                        .filter(said -> said.verdict().isEmpty() && said.path().isEmpty())
                        .map(said -> shown(number, said))
                        .toList();
    }

    @Override
    public Comment comment(ProjectName project, long number, String by, String body) {
        return isIssue(project, number)
                ? issues.comment(project, number, by, body)
                : shown(number, pulls.comment(project, number, by, body));
    }

    @Override
    public void editComment(ProjectName project, long number, long comment, String body) {
        if (isIssue(project, number)) {
            issues.editComment(project, number, comment, body);
        } else {
            pulls.editComment(project, number, comment, body);
        }
    }

    @Override
    public void deleteComment(ProjectName project, long number, long comment) {
        if (isIssue(project, number)) {
            issues.deleteComment(project, number, comment);
        } else {
            pulls.deleteComment(project, number, comment);
        }
    }
}

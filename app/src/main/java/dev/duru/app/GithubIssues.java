package dev.duru.app;

import dev.duru.feedback.Feedback;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.rest.Issues;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The issues of projects, as GitHub's REST API shows them. */
final class GithubIssues implements Issues {
    private static final int MOST = 10_000;

    private final Supplier<Feedback> feedback;

    /** The station is asked for only when a job asks, after everything has started. */
    GithubIssues(Supplier<Feedback> feedback) {
        this.feedback = feedback;
    }

    @Override
    public List<Issues.Issue> list(ProjectName project, String state) {
        dev.duru.feedback.Issue.State wanted =
                switch (state) {
                    case "open" -> dev.duru.feedback.Issue.State.OPEN;
                    case "closed" -> dev.duru.feedback.Issue.State.CLOSED;
                    default -> null;
                };
        return feedback.get().issues(project, wanted, Long.MAX_VALUE, MOST).stream()
                .map(GithubIssues::shown)
                .toList();
    }

    @Override
    public Optional<Issues.Issue> find(ProjectName project, long number) {
        try {
            return Optional.of(shown(feedback.get().issue(project, number).issue()));
        } catch (ProblemException e) {
            if (e.code() == Problem.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Issues.Issue shown(dev.duru.feedback.Issue issue) {
        return new Issues.Issue(
                issue.number(),
                issue.title(),
                issue.body(),
                issue.state() == dev.duru.feedback.Issue.State.OPEN,
                issue.author(),
                issue.openedAt(),
                issue.updatedAt(),
                issue.closedAt(),
                issue.labels());
    }

    @Override
    public Issues.Issue open(
            ProjectName project, String by, String title, String body, List<String> labels) {
        return shown(feedback.get().open(project, by, title, body, labels));
    }

    @Override
    public Issues.Issue edit(ProjectName project, long number, String by, Edit edit) {
        return shown(
                feedback.get()
                        .edit(
                                project,
                                number,
                                by,
                                new Feedback.Edit(
                                        edit.title(), edit.body(), edit.state(), edit.labels())));
    }

    @Override
    public List<Comment> comments(ProjectName project, long number) {
        return feedback.get().issue(project, number).comments().stream()
                .filter(comment -> comment.event().isEmpty())
                .map(comment -> shown(number, comment))
                .toList();
    }

    private static Comment shown(long issue, dev.duru.feedback.Issue.Comment comment) {
        return new Comment(comment.id(), issue, comment.author(), comment.body(), comment.at());
    }

    @Override
    public Comment comment(ProjectName project, long number, String by, String body) {
        feedback.get().comment(project, number, by, body);
        return comments(project, number).getLast();
    }

    @Override
    public void editComment(ProjectName project, long number, long comment, String body) {
        feedback.get().editComment(project, number, comment, body);
    }

    @Override
    public void deleteComment(ProjectName project, long number, long comment) {
        feedback.get().deleteComment(project, number, comment);
    }
}

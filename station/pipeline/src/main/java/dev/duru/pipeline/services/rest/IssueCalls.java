package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Issues, their comments and labels. */
final class IssueCalls {
    /** Comments count within their issue here, and within the repository for GitHub's clients. */
    private static final long COMMENTS = 100_000;

    private final Issues issues;

    IssueCalls(Issues issues) {
        this.issues = issues;
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("issues", "pull-requests");
        Caller.Need write = Caller.Need.write("issues", "pull-requests");
        String root = "/repos/{owner}/{repo}/issues";
        String one = root + "/{number}";
        String comment = root + "/comments/{id}";
        return List.of(
                new Endpoint("GET", comment, read, this::comment),
                new Endpoint("PATCH", comment, write, this::editComment),
                new Endpoint("DELETE", comment, write, this::deleteComment),
                new Endpoint("GET", root, read, this::list),
                new Endpoint("POST", root, write, this::create),
                new Endpoint("GET", one, read, this::get),
                new Endpoint("PATCH", one, write, this::edit),
                new Endpoint("GET", one + "/comments", read, this::comments),
                new Endpoint("POST", one + "/comments", write, this::addComment),
                new Endpoint("GET", one + "/labels", read, this::labels),
                new Endpoint("POST", one + "/labels", write, this::addLabels),
                new Endpoint("PUT", one + "/labels", write, this::setLabels),
                new Endpoint("DELETE", one + "/labels/{label}", write, this::removeLabel));
    }

    private Answer list(Call call) {
        String state = call.query("state").isEmpty() ? "open" : call.query("state");
        if (!Set.of("open", "closed", "all").contains(state)) {
            throw RestException.invalid("Issue", "state", "must be open, closed or all");
        }
        List<String> labels =
                java.util.Arrays.stream(call.query("labels").split(","))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .toList();
        String author = call.query("creator");
        return call.page(
                issues.list(call.project(), state).stream()
                        .filter(issue -> issue.labels().containsAll(labels))
                        .filter(issue -> author.isEmpty() || issue.author().equals(author))
                        .toList(),
                page -> page.stream().map(issue -> shown(call, issue)).toList());
    }

    private Answer create(Call call) {
        String title = call.required("Issue", "title");
        Issues.Issue issue =
                issues.open(
                        call.project(),
                        call.by(),
                        title,
                        call.text("body"),
                        call.names("labels").orElse(List.of()));
        return Answer.created(shown(call, issue));
    }

    private Issues.Issue existing(Call call) {
        return issues.find(call.project(), call.number("number"))
                .orElseThrow(RestException::notFound);
    }

    private Answer get(Call call) {
        return Answer.ok(shown(call, existing(call)));
    }

    private Answer edit(Call call) {
        Issues.Issue issue = existing(call);
        return Answer.ok(
                shown(
                        call,
                        issues.edit(
                                call.project(),
                                issue.number(),
                                call.by(),
                                new Issues.Edit(
                                        call.given("title"),
                                        call.given("body"),
                                        call.given("state"),
                                        call.names("labels").orElse(null)))));
    }

    private Map<String, Object> shown(Call call, Issues.Issue issue) {
        String path = "/issues/" + issue.number();
        return Shape.of(
                "id", issue.number(),
                "node_id", "issue:" + issue.number(),
                "number", issue.number(),
                "title", issue.title(),
                "body", issue.body(),
                "state", issue.open() ? "open" : "closed",
                "state_reason", issue.open() ? null : "completed",
                "user", Shape.user(call, issue.author()),
                "labels", labels(issue),
                "assignees", List.of(),
                "locked", false,
                "comments", issues.comments(call.project(), issue.number()).size(),
                "created_at", Shape.time(issue.openedAt()),
                "updated_at", Shape.time(issue.updatedAt()),
                "closed_at", Shape.time(issue.closedAt()),
                "url", call.url(path),
                "comments_url", call.url(path + "/comments"),
                "html_url", call.server() + "/" + call.project() + path);
    }

    private static List<Map<String, Object>> labels(Issues.Issue issue) {
        return issue.labels().stream()
                .map(label -> Shape.of("name", label, "color", "ededed", "description", null))
                .toList();
    }

    private Answer comments(Call call) {
        Issues.Issue issue = existing(call);
        return call.page(
                issues.comments(call.project(), issue.number()),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    private Answer addComment(Call call) {
        Issues.Issue issue = existing(call);
        String body = call.required("IssueComment", "body");
        return Answer.created(
                shown(call, issues.comment(call.project(), issue.number(), call.by(), body)));
    }

    private static Map<String, Object> shown(Call call, Issues.Comment comment) {
        long id = comment.issue() * COMMENTS + comment.id();
        return Shape.of(
                "id", id,
                "node_id", "comment:" + id,
                "body", comment.body(),
                "user", Shape.user(call, comment.author()),
                "created_at", Shape.time(comment.at()),
                "updated_at", Shape.time(comment.at()),
                "author_association", "NONE",
                "url", call.url("/issues/comments/" + id),
                "issue_url", call.url("/issues/" + comment.issue()),
                "html_url", call.server() + "/" + call.project() + "/issues/" + comment.issue());
    }

    private Issues.Comment existingComment(Call call) {
        long id = call.number("id");
        long issue = id / COMMENTS;
        if (issues.find(call.project(), issue).isEmpty()) {
            throw RestException.notFound();
        }
        return issues.comments(call.project(), issue).stream()
                .filter(one -> one.id() == id % COMMENTS)
                .findFirst()
                .orElseThrow(RestException::notFound);
    }

    private Answer comment(Call call) {
        return Answer.ok(shown(call, existingComment(call)));
    }

    private Answer editComment(Call call) {
        Issues.Comment comment = existingComment(call);
        String body = call.required("IssueComment", "body");
        issues.editComment(call.project(), comment.issue(), comment.id(), body);
        return Answer.ok(shown(call, existingComment(call)));
    }

    private Answer deleteComment(Call call) {
        Issues.Comment comment = existingComment(call);
        issues.deleteComment(call.project(), comment.issue(), comment.id());
        return Answer.noContent();
    }

    private Answer labels(Call call) {
        return Answer.ok(labels(existing(call)));
    }

    private Answer addLabels(Call call) {
        Set<String> labels = new LinkedHashSet<>(existing(call).labels());
        labels.addAll(call.names("labels").orElse(List.of()));
        return relabel(call, new ArrayList<>(labels));
    }

    private Answer setLabels(Call call) {
        return relabel(call, call.names("labels").orElse(List.of()));
    }

    private Answer removeLabel(Call call) {
        List<String> labels = new ArrayList<>(existing(call).labels());
        if (!labels.remove(call.param("label"))) {
            throw new RestException(404, "Label does not exist");
        }
        return relabel(call, labels);
    }

    private Answer relabel(Call call, List<String> labels) {
        Issues.Issue issue =
                issues.edit(
                        call.project(),
                        call.number("number"),
                        call.by(),
                        new Issues.Edit(null, null, null, labels));
        return Answer.ok(labels(issue));
    }
}

package dev.duru.feedback;

import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Html;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import gg.jte.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of issues. */
final class IssuePages {
    private static final String ISSUES = "/{owner}/{project}/issues";

    private final Feedback feedback;
    private final WriteIssue writeIssue;
    private final View view = new View();

    IssuePages(Feedback feedback, WriteIssue writeIssue) {
        this.feedback = feedback;
        this.writeIssue = writeIssue;
    }

    void add(Router router) {
        Access reader = Access.project(Role.READER);
        Access developer = Access.project(Role.DEVELOPER);
        router.page(ISSUES, reader, this::list)
                .page(ISSUES + "/new", developer, this::blank)
                .form(ISSUES + "/new", developer, this::open)
                .page(ISSUES + "/{number}", reader, this::issue)
                .form(ISSUES + "/{number}/comments", developer, this::comment)
                .form(ISSUES + "/{number}/edit", developer, this::edit);
    }

    private Reply list(Request request) {
        Issue.State state = Issue.State.parse(request.query("state").orElse("open"));
        return Reply.page(
                new Page(
                        view.words(request).text("issues.title"),
                        Tab.ISSUES,
                        view.render(
                                "issues.jte",
                                request,
                                Map.of(
                                        "state",
                                        state,
                                        "open",
                                        feedback.count(request.project(), Issue.State.OPEN),
                                        "closed",
                                        feedback.count(request.project(), Issue.State.CLOSED),
                                        "issues",
                                        feedback.issues(
                                                request.project(),
                                                state,
                                                FeedbackApi.number(
                                                        request, "before", Long.MAX_VALUE),
                                                50)))));
    }

    private Reply blank(Request request) {
        return Reply.page(
                new Page(
                        view.words(request).text("issue.new"),
                        Tab.ISSUES,
                        view.render("issue-new.jte", request, Map.of())));
    }

    private Reply open(Request request) {
        Issue issue =
                writeIssue.open(
                        request.project(),
                        request.identity().user(),
                        request.required("title"),
                        request.form("body").orElse(""),
                        labels(request.form("labels").orElse("")));
        return back(issue.number(), request);
    }

    private Reply issue(Request request) {
        Feedback.Discussion discussion =
                feedback.issue(request.project(), request.number("number"));
        Issue issue = discussion.issue();
        List<Said> said =
                discussion.comments().stream()
                        .map(comment ->
                                new Said(
                                        comment,
                                        IssueText.render(request.project(), comment.body())))
                        .toList();
        return Reply.page(
                new Page(
                        "#" + issue.number() + " " + issue.title(),
                        Tab.ISSUES,
                        view.render(
                                "issue.jte",
                                request,
                                Map.of(
                                        "issue",
                                        issue,
                                        "body",
                                        IssueText.render(request.project(), issue.body()),
                                        "graph",
                                        graph(issue.incident()),
                                        "said",
                                        said))));
    }

    private static Content graph(@Nullable Incident incident) {
        if (incident == null || incident.graph() == null) {
            return Html.trusted("");
        }
        List<Instant> marks = new ArrayList<>(List.of(incident.exposedAt(), incident.detectedAt()));
        if (incident.restoredAt() != null) {
            marks.add(incident.restoredAt());
        }
        return GraphPicture.draw(incident.graph(), marks);
    }

    private Reply comment(Request request) {
        String body = request.form("body").orElse("").strip();
        String state = request.form("state").orElse("");
        String user = request.identity().user();
        if (!body.isEmpty() || state.isEmpty()) {
            writeIssue.comment(request.project(), request.number("number"), user, body);
        }
        if (!state.isEmpty()) {
            writeIssue.edit(
                    request.project(),
                    request.number("number"),
                    user,
                    new WriteIssue.Edit(null, null, state, null));
        }
        return back(request.number("number"), request);
    }

    private Reply edit(Request request) {
        writeIssue.edit(
                request.project(),
                request.number("number"),
                request.identity().user(),
                new WriteIssue.Edit(
                        request.required("title"),
                        request.form("body").orElse(null),
                        null,
                        labels(request.form("labels").orElse(""))));
        return back(request.number("number"), request);
    }

    private static List<String> labels(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    private static Reply back(long number, Request request) {
        return Reply.redirect("/" + request.project() + "/issues/" + number);
    }
}

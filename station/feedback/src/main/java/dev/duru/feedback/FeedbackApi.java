package dev.duru.feedback;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of issues, changes, figures and facts. */
final class FeedbackApi {
    private static final String PROJECT = "/api/v1/projects/{owner}/{project}";
    private static final int MOST = 500;

    private final Feedback feedback;
    private final WriteIssue writeIssue;

    FeedbackApi(Feedback feedback, WriteIssue writeIssue) {
        this.feedback = feedback;
        this.writeIssue = writeIssue;
    }

    record NewIssue(String title, @Nullable String body, @Nullable List<String> labels) {}

    record NewComment(String body) {}

    record FactLine(long sequence, Instant at, String kind, Fact fact) {}

    void add(Router router) {
        Access reader = Access.project(Role.READER);
        Access developer = Access.project(Role.DEVELOPER);
        router.api("GET", PROJECT + "/issues", reader, this::issues)
                .api("POST", PROJECT + "/issues", developer, this::open)
                .api("GET", PROJECT + "/issues/{number}", reader, this::issue)
                .api("PATCH", PROJECT + "/issues/{number}", developer, this::edit)
                .api(
                        "GET",
                        PROJECT + "/issues/{number}/comments",
                        reader,
                        request -> Reply.json(discussion(request).comments()))
                .api("POST", PROJECT + "/issues/{number}/comments", developer, this::comment)
                .api("GET", PROJECT + "/dora", reader, this::dora)
                .api(
                        "GET",
                        PROJECT + "/loop",
                        reader,
                        request -> Reply.json(feedback.loop(request.project())))
                .api("GET", PROJECT + "/changes", reader, this::changes)
                .api("GET", PROJECT + "/changes/{sha}", reader, this::change)
                .api("GET", PROJECT + "/facts", reader, this::facts);
    }

    private Reply issues(Request request) {
        String word = request.query("state").orElse("open");
        Issue.@Nullable State state = word.equals("all") ? null : Issue.State.parse(word);
        return Reply.json(
                feedback.issues(
                        request.project(),
                        state,
                        number(request, "before", Long.MAX_VALUE),
                        (int) Math.min(MOST, number(request, "limit", 100))));
    }

    private Reply open(Request request) {
        NewIssue asked = request.json(NewIssue.class);
        Issue issue =
                writeIssue.open(
                        request.project(),
                        request.identity().user(),
                        asked.title(),
                        asked.body() == null ? "" : asked.body(),
                        asked.labels() == null ? List.of() : asked.labels());
        return Reply.created(
                "/api/v1/projects/" + issue.project() + "/issues/" + issue.number(), issue);
    }

    private Feedback.Discussion discussion(Request request) {
        return feedback.issue(request.project(), request.number("number"));
    }

    private Reply issue(Request request) {
        return Reply.json(discussion(request).issue());
    }

    private Reply edit(Request request) {
        return Reply.json(
                writeIssue.edit(
                        request.project(),
                        request.number("number"),
                        request.identity().user(),
                        request.json(WriteIssue.Edit.class)));
    }

    private Reply comment(Request request) {
        writeIssue.comment(
                request.project(),
                request.number("number"),
                request.identity().user(),
                request.json(NewComment.class).body());
        List<Issue.Comment> comments = discussion(request).comments();
        return Reply.json(comments.getLast()).withStatus(201);
    }

    private Reply dora(Request request) {
        return Reply.json(feedback.dora(request.project(), window(request)));
    }

    static Duration window(Request request) {
        long days = number(request, "days", 30);
        if (days < 1 || days > 3660) {
            throw ProblemException.user("days must be 1 to 3660");
        }
        return Duration.ofDays(days);
    }

    private Reply changes(Request request) {
        return Reply.json(
                feedback.changes(
                        request.project(),
                        number(request, "before", Long.MAX_VALUE),
                        (int) Math.clamp(number(request, "limit", 30), 1, 100)));
    }

    private Reply change(Request request) {
        Change change = feedback.change(request.project(), request.param("sha"));
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("change", change);
        whole.put("issues", feedback.issuesOf(request.project(), change.commit()));
        return Reply.json(whole);
    }

    private Reply facts(Request request) {
        int limit = (int) Math.clamp(number(request, "limit", MOST), 1, MOST);
        List<FactLine> lines =
                feedback.facts(request.project(), number(request, "after", 0), limit).stream()
                        .map(FeedbackApi::line)
                        .toList();
        return Reply.json(lines);
    }

    private static FactLine line(Entry entry) {
        return new FactLine(
                entry.sequence(),
                entry.at(),
                entry.fact().getClass().getSimpleName(),
                entry.fact());
    }

    static long number(Request request, String name, long otherwise) {
        String text = request.query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw ProblemException.user(name + " must be a number; it is '" + text + "'");
        }
        return Long.parseLong(text);
    }
}

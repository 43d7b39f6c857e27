package dev.duru.feedback;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Ui;
import java.util.List;
import java.util.Map;

/** The overview, the changes and the figures. */
final class FeedbackPages {
    private final Feedback feedback;
    private final View view;

    FeedbackPages(Feedback feedback) {
        this.feedback = feedback;
        this.view = new View();
    }

    void add(Router router) {
        Access reader = Access.project(Role.READER);
        router.page("/{owner}/{project}", reader, this::overview)
                .page("/{owner}/{project}/changes", reader, this::changes)
                .page("/{owner}/{project}/changes/{sha}", reader, this::change)
                .page("/{owner}/{project}/dora", reader, this::dora);
    }

    private Reply overview(Request request) {
        Loop loop = feedback.loop(request.project());
        String clone = request.origin() + "/" + request.project() + ".git";
        return Reply.page(
                new Page(
                        view.words(request).text("overview.title"),
                        Tab.OVERVIEW,
                        view.render(
                                "overview.jte",
                                request,
                                Map.of(
                                        "loop",
                                        loop,
                                        "ring",
                                        Ring.draw(
                                                request.project(),
                                                loop,
                                                request.language(),
                                                view.words(request)),
                                        "changes",
                                        feedback.changes(request.project(), Long.MAX_VALUE, 6)
                                                .changes(),
                                        "issues",
                                        feedback.issues(
                                                request.project(),
                                                Issue.State.OPEN,
                                                Long.MAX_VALUE,
                                                5),
                                        "clone",
                                        clone))));
    }

    private Reply changes(Request request) {
        Feedback.Changes changes =
                feedback.changes(
                        request.project(),
                        FeedbackApi.number(request, "before", Long.MAX_VALUE),
                        30);
        return Reply.page(
                new Page(
                        view.words(request).text("changes.title"),
                        Tab.CHANGES,
                        view.render("changes.jte", request, Map.of("changes", changes))));
    }

    private Reply change(Request request) {
        Change change = feedback.change(request.project(), request.param("sha"));
        if (!change.commit().equals(request.param("sha"))) {
            return Reply.redirect("/" + request.project() + "/changes/" + change.commit());
        }
        List<StoryLine> story =
                change.story().stream()
                        .filter(happening ->
                                !(happening.fact() instanceof Fact.JobStarted)
                                        && !(happening.fact() instanceof Fact.JobFinished))
                        .map(happening -> Telling.line(happening, view.words(request)))
                        .toList();
        return Reply.page(
                new Page(
                        change.title().isEmpty() ? Ui.shortSha(change.commit()) : change.title(),
                        Tab.CHANGES,
                        view.render(
                                "change.jte",
                                request,
                                Map.of(
                                        "change",
                                        change,
                                        "story",
                                        story,
                                        "statuses",
                                        feedback.statuses(request.project(), change.commit()),
                                        "issues",
                                        feedback.issuesOf(request.project(), change.commit())))));
    }

    private Reply dora(Request request) {
        return Reply.page(
                new Page(
                        "DORA",
                        Tab.DORA,
                        view.render(
                                "dora.jte",
                                request,
                                Map.of(
                                        "dora",
                                        feedback.dora(
                                                request.project(), FeedbackApi.window(request)),
                                        "days",
                                        FeedbackApi.window(request).toDays()))));
    }
}

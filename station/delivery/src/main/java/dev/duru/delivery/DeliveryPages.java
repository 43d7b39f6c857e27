package dev.duru.delivery;

import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pages of environments, releases and approvals, and the forms on them. */
final class DeliveryPages {
    private static final String PACKAGE = "dev.duru.delivery";
    private static final String PROJECT = "/{owner}/{project}";
    private static final String ENVIRONMENT = PROJECT + "/environments/{name}";
    private static final String RELEASE = PROJECT + "/releases/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Templates templates =
            new Templates(PACKAGE + ".pages", DeliveryPages.class.getClassLoader());
    private final Texts texts = Texts.of(PACKAGE, DeliveryPages.class.getClassLoader());
    private final DeliveryViews views;
    private final RunningViews running;
    private final RuleViews rules;
    private final DeliveryCommands commands;

    DeliveryPages(
            DeliveryViews views, RunningViews running, RuleViews rules, DeliveryCommands commands) {
        this.views = views;
        this.running = running;
        this.rules = rules;
        this.commands = commands;
    }

    void add(Router router) {
        router.page(PROJECT + "/environments", READER, this::board)
                .page(ENVIRONMENT, READER, this::environment)
                .page(PROJECT + "/releases", READER, this::releases)
                .page("/approvals", Access.SIGNED_IN, this::approvals)
                .form(ENVIRONMENT + "/promote", MAINTAINER, this::promote)
                .form(ENVIRONMENT + "/rollback", MAINTAINER, this::rollback)
                .form(ENVIRONMENT + "/pause", MAINTAINER, this::pause)
                .form(ENVIRONMENT + "/resume", MAINTAINER, this::resume)
                .form(ENVIRONMENT + "/abort", MAINTAINER, this::abort)
                .form(ENVIRONMENT + "/undo", MAINTAINER, this::undo)
                .form(RELEASE + "/approve", READER, request -> decide(request, true))
                .form(RELEASE + "/decline", READER, request -> decide(request, false))
                .form(RELEASE + "/revert", DEVELOPER, this::revert)
                .form(PROJECT + "/quarantine/lift", MAINTAINER, this::lift);
    }

    private Reply board(Request request) {
        return page(
                request,
                Tab.ENVIRONMENTS,
                "environments",
                Map.of(
                        "environments", views.environments(request.project()),
                        "jobEnvironments", views.jobEnvironments(request.project()),
                        "waiting", waiting(request),
                        "quarantines", quarantines(request)));
    }

    private Reply environment(Request request) {
        EnvironmentKey key = views.key(request.project(), request.param("name"));
        return page(
                request,
                Tab.ENVIRONMENTS,
                "environment",
                Map.of(
                        "environment", views.environment(key),
                        "rules", rules.of(key),
                        "running",
                                request.may(Role.DEVELOPER)
                                        ? running.of(key)
                                        : List.<RunningView>of(),
                        "waiting",
                                waiting(request).stream()
                                        .filter(w -> w.release().environment().equals(key.name()))
                                        .toList()));
    }

    private Reply releases(Request request) {
        return page(
                request,
                Tab.ENVIRONMENTS,
                "releases",
                Map.of(
                        "releases", views.releases(request.project(), 200),
                        "environments", views.environments(request.project())));
    }

    private Reply approvals(Request request) {
        List<WaitingView> waiting = views.waiting(request.identity().user(), request::role);
        List<WaitingJobs.Job> jobs = views.waitingJobs(request.identity().user(), request::role);
        return page(request, Tab.APPROVALS, "approvals", Map.of("waiting", waiting, "jobs", jobs));
    }

    private List<WaitingView> waiting(Request request) {
        return views.waiting(
                request.identity().user(),
                project ->
                        project.equals(request.project())
                                ? request.role()
                                : java.util.Optional.empty());
    }

    private List<Quarantine> quarantines(Request request) {
        return views.quarantines(request.project()).stream()
                .filter(q -> q.liftedAt() == null)
                .toList();
    }

    private Reply promote(Request request) {
        String override = request.form("reason").map(String::strip).orElse("");
        commands.promote(
                views.key(request.project(), request.param("name")),
                request.required("digest"),
                DeliveryApi.actor(request),
                override.isEmpty() ? null : override);
        return backToEnvironment(request);
    }

    private Reply rollback(Request request) {
        commands.rollback(
                views.key(request.project(), request.param("name")),
                DeliveryApi.actor(request),
                request.form("reason").orElse(""),
                request.form("digest").filter(d -> !d.isBlank()).orElse(null));
        return backToEnvironment(request);
    }

    private Reply pause(Request request) {
        commands.pause(
                views.key(request.project(), request.param("name")), DeliveryApi.actor(request));
        return backToEnvironment(request);
    }

    private Reply abort(Request request) {
        commands.abort(
                views.key(request.project(), request.param("name")),
                DeliveryApi.actor(request),
                request.form("reason").orElse(""));
        return backToEnvironment(request);
    }

    private Reply undo(Request request) {
        commands.undo(
                views.key(request.project(), request.param("name")),
                DeliveryApi.actor(request),
                request.form("reason").orElse(""));
        return backToEnvironment(request);
    }

    private Reply resume(Request request) {
        commands.resume(
                views.key(request.project(), request.param("name")), DeliveryApi.actor(request));
        return backToEnvironment(request);
    }

    private Reply decide(Request request, boolean approve) {
        Actor actor = DeliveryApi.actor(request);
        long number = request.number("number");
        String comment = request.form("comment").orElse("");
        String digest = request.form("digest").filter(d -> !d.isBlank()).orElse(null);
        if (approve) {
            commands.approve(request.project(), number, actor, comment, digest);
        } else {
            commands.decline(request.project(), number, actor, comment, digest);
        }
        return Reply.redirect(
                request.form("back").filter("/approvals"::equals).isPresent()
                        ? "/approvals"
                        : "/" + request.project() + "/environments");
    }

    /** Makes the branch, and goes on to where it can be merged. */
    private Reply revert(Request request) {
        String branch =
                commands.revert(
                        request.project(), request.number("number"), DeliveryApi.actor(request));
        return Reply.redirect("/" + request.project() + "/merge-requests/new?source=" + branch);
    }

    private Reply lift(Request request) {
        commands.liftQuarantine(
                request.project(),
                request.required("digest"),
                DeliveryApi.actor(request),
                request.required("reason"));
        return Reply.redirect("/" + request.project() + "/environments");
    }

    private static Reply backToEnvironment(Request request) {
        return Reply.redirect("/" + request.project() + "/environments/" + request.param("name"));
    }

    private Reply page(Request request, Tab tab, String template, Map<String, Object> params) {
        Texts.Words words = texts.in(request.language());
        Map<String, Object> all = new HashMap<>(params);
        all.put("request", request);
        all.put("words", words);
        return Reply.page(
                new Page(
                        words.text(template + ".title"),
                        tab,
                        templates.render(template + ".jte", all)));
    }
}

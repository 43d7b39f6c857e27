package dev.duru.infrastructure;

import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The pages of plans and drift, and the forms on them. */
final class PlanPages {
    private static final String PACKAGE = "dev.duru.infrastructure";
    private static final String PROJECT = "/{owner}/{project}";
    private static final String PLAN = PROJECT + "/plans/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);
    private static final int LATEST = 50;

    private final Templates templates =
            new Templates(PACKAGE + ".pages", PlanPages.class.getClassLoader());
    private final Texts texts = Texts.of(PACKAGE, PlanPages.class.getClassLoader());
    private final PlanViews views;
    private final Infrastructure station;

    PlanPages(PlanViews views, Infrastructure station) {
        this.views = views;
        this.station = station;
    }

    void add(Router router) {
        router.page(PROJECT + "/plans", READER, this::plans)
                .page(PLAN, READER, this::plan)
                .page(PROJECT + "/plans/of/{commit}", READER, this::ofCommit)
                .form(PLAN + "/approve", READER, this::approve)
                .form(PLAN + "/apply", MAINTAINER, this::apply)
                .form(PLAN + "/destroy", MAINTAINER, this::destroy)
                .form(PROJECT + "/drift/{name}/mend", MAINTAINER, r -> settle(r, true))
                .form(PROJECT + "/drift/{name}/accept", MAINTAINER, r -> settle(r, false));
    }

    private Reply plans(Request request) {
        return page(
                request,
                "plans",
                Map.of(
                        "plans", views.latest(request.project(), LATEST),
                        "drifts",
                                views.drift(request.project()).stream()
                                        .filter(drift -> drift.shown(Instant.now()))
                                        .toList()));
    }

    private Reply plan(Request request) {
        return page(
                request,
                "plan",
                Map.of("plan", views.plan(request.project(), request.number("number"))));
    }

    /** A card for the pages of the commit's runs; empty where it has no plan. */
    private Reply ofCommit(Request request) {
        Map<String, Object> params = new HashMap<>();
        params.put("request", request);
        params.put("words", texts.in(request.language()));
        params.put("plan", views.ofCommit(request.project(), request.param("commit")).orElse(null));
        return Reply.fragment(templates.render("plancard.jte", params));
    }

    private Reply approve(Request request) {
        station.approving()
                .approve(
                        request.project(),
                        request.number("number"),
                        request.required("environment"),
                        PlanApi.actor(request),
                        request.form("comment").orElse(""));
        return back(request);
    }

    private Reply apply(Request request) {
        station.applying()
                .byHand(
                        request.project(),
                        request.number("number"),
                        Set.of(request.required("environment")),
                        Set.of(),
                        PlanApi.actor(request));
        station.wake();
        return back(request);
    }

    /** The second word: the name of the environment, typed in. */
    private Reply destroy(Request request) {
        station.applying()
                .byHand(
                        request.project(),
                        request.number("number"),
                        Set.of(request.required("environment")),
                        Set.of(request.required("confirm")),
                        PlanApi.actor(request));
        station.wake();
        return back(request);
    }

    private Reply settle(Request request, boolean mend) {
        station.drift()
                .byHand(request.project(), request.param("name"), mend, PlanApi.actor(request));
        station.wake();
        return Reply.redirect("/" + request.project() + "/plans");
    }

    private static Reply back(Request request) {
        return Reply.redirect("/" + request.project() + "/plans/" + request.number("number"));
    }

    private Reply page(Request request, String template, Map<String, Object> params) {
        Texts.Words words = texts.in(request.language());
        Map<String, Object> all = new HashMap<>(params);
        all.put("request", request);
        all.put("words", words);
        return Reply.page(
                new Page(
                        words.text(template + ".title"),
                        Tab.ENVIRONMENTS,
                        templates.render(template + ".jte", all)));
    }
}

package dev.duru.infrastructure;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Sources;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans and drift for programs; described in openapi.json. */
final class PlanApi {
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final String PLAN = PROJECT + "/plans/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);
    private static final int LATEST = 50;

    private final PlanViews views;
    private final Infrastructure station;

    PlanApi(PlanViews views, Infrastructure station) {
        this.views = views;
        this.station = station;
    }

    /** The declaration of a working folder: text by path. */
    record Files(@Nullable Map<String, String> files) {}

    record Word(@Nullable String environment, @Nullable String comment) {}

    /** Which environments, and which of them are to be destroyed. */
    record Choice(@Nullable List<String> environments, @Nullable List<String> confirm) {}

    void add(Router router) {
        router.api("GET", PROJECT + "/plans", READER, this::plans)
                .api("POST", PROJECT + "/plans/preview", READER, this::preview)
                .api("GET", PLAN, READER, this::plan)
                .api("POST", PLAN + "/approve", READER, this::approve)
                .api("POST", PLAN + "/apply", MAINTAINER, this::apply)
                .api("GET", PROJECT + "/drift", READER, this::drift)
                .api("POST", PROJECT + "/drift/{name}/mend", MAINTAINER, r -> settle(r, true))
                .api("POST", PROJECT + "/drift/{name}/accept", MAINTAINER, r -> settle(r, false));
    }

    private Reply plans(Request request) {
        return Reply.json(views.latest(request.project(), LATEST));
    }

    private Reply plan(Request request) {
        return Reply.json(views.plan(request.project(), request.number("number")));
    }

    private Reply preview(Request request) {
        Map<String, String> files = request.json(Files.class).files();
        if (files == null || files.keySet().stream().noneMatch(Sources::isOne)) {
            throw ProblemException.user(
                    "send `files`: the text of duru.yml, of environments/NAME.yml, or of both, by path");
        }
        SortedMap<String, String> environments = new TreeMap<>(files);
        environments.keySet().removeIf(path -> path.equals(Manifest.FILE) || !Sources.isOne(path));
        String text = new Sources(files.getOrDefault(Manifest.FILE, ""), environments).text();
        return Reply.json(views.preview(request.project(), text, request.identity().user()));
    }

    private Reply approve(Request request) {
        Word word = request.json(Word.class);
        if (word.environment() == null) {
            throw ProblemException.user("say for which `environment`");
        }
        Plan plan =
                station.approving()
                        .approve(
                                request.project(),
                                request.number("number"),
                                word.environment(),
                                actor(request),
                                word.comment() == null ? "" : word.comment());
        return Reply.json(views.view(plan));
    }

    private Reply apply(Request request) {
        Choice choice = request.json(Choice.class);
        Plan plan =
                station.applying()
                        .byHand(
                                request.project(),
                                request.number("number"),
                                new HashSet<>(list(choice.environments())),
                                new HashSet<>(list(choice.confirm())),
                                actor(request));
        station.wake();
        return Reply.json(views.view(plan));
    }

    private static List<String> list(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    private Reply drift(Request request) {
        return Reply.json(views.drift(request.project()));
    }

    private Reply settle(Request request, boolean mend) {
        ProjectName project = request.project();
        station.drift().byHand(project, request.param("name"), mend, actor(request));
        station.wake();
        return Reply.json(views.drift(project));
    }

    /** Whoever asks, with the role in the route's project. */
    static Actor actor(Request request) {
        if (request.identity().anonymous()) {
            throw ProblemException.unauthenticated("sign in, or send a token, to do this");
        }
        return new Actor(request.identity().user(), request.role().orElse(Role.READER));
    }
}

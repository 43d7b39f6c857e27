package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.dashboard.Dashboard;
import dev.duru.observe.dashboard.DashboardAnswers;
import dev.duru.observe.dashboard.DashboardReader;
import dev.duru.observe.dashboard.Dashboards;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.TsdbException;
import dev.duru.web.Access;
import dev.duru.web.Json;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dashboards of projects, and those of the machine and of Duru itself, which come with it. */
public final class DashboardPages {
    private static final ClassLoader LOADER = DashboardPages.class.getClassLoader();
    private static final String FOLDER = "dev/duru/observe/";
    private static final List<String> OWN = List.of("machine", "duru");
    private static final Pattern TEXT = Pattern.compile("\"@([a-z0-9.-]+)\"");
    private static final String[] SCRIPTS = {
        "uplot.js",
        "timerange.js",
        "units.js",
        "calcs.js",
        "charts.js",
        "query.js",
        "fields.js",
        "panels.js",
        "shapes.js",
        "controls.js",
        "dashboard.js"
    };

    private final Observe observe;
    private final Dashboards files;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe", LOADER);

    /**
     * A dashboard in the list.
     *
     * @param title the path, when the file is wrong
     * @param problem what is wrong and where; empty when nothing is
     */
    public record Listed(
            String path,
            String uid,
            String title,
            String description,
            List<String> tags,
            String problem) {
        static Listed of(String path, Dashboard dashboard) {
            return new Listed(
                    path,
                    dashboard.uid(),
                    dashboard.title(),
                    dashboard.description(),
                    dashboard.tags(),
                    "");
        }
    }

    DashboardPages(Observe observe, Dashboards files) {
        this.observe = observe;
        this.files = files;
    }

    void add(Router router) {
        String page = "/{owner}/{project}/dashboards";
        String api = "/projects/{owner}/{project}/dashboards";
        router.page(page + "/{path...}", ObserveRoutes.readers(), this::ofProject)
                .page("/host", Access.ADMIN, r -> own(r, OWN.getFirst()))
                .page("/host/{name}", Access.ADMIN, r -> own(r, r.param("name")))
                .api(
                        "GET",
                        api,
                        ObserveRoutes.readers(),
                        r -> Reply.json(Map.of("dashboards", listed(r.project()))))
                .api(
                        "GET",
                        api + "/variables",
                        ObserveRoutes.readers(),
                        r -> variables(r, read(r), observe.queries(r.project().toString())))
                .api(
                        "GET",
                        api + "/panel",
                        ObserveRoutes.readers(),
                        r -> panel(r, read(r), r.project().toString()))
                .api(
                        "GET",
                        api + "/events",
                        ObserveRoutes.readers(),
                        r -> events(r, read(r), r.project().toString()))
                .api(
                        "GET",
                        "/host/variables",
                        Access.ADMIN,
                        r -> variables(r, builtIn(r, path(r)), observe.queries()))
                .api("GET", "/host/panel", Access.ADMIN, r -> panel(r, builtIn(r, path(r)), ""))
                .api("GET", "/host/events", Access.ADMIN, r -> events(r, builtIn(r, path(r)), ""));
        for (String name : List.of("fields", "panels", "shapes", "controls", "dashboard")) {
            router.asset(name + ".js", LOADER, FOLDER + "scripts/" + name + ".js");
        }
    }

    private static String path(Request request) {
        return request.query("path")
                .orElseThrow(() -> ProblemException.user("say which: ?path=dashboards/main.json"));
    }

    private Dashboard read(Request request) {
        return read(request.project(), path(request));
    }

    private Dashboard read(ProjectName project, String path) {
        return DashboardReader.read(path, files.text(project, path));
    }

    /** Texts in it that begin with {@code @} are those of the page's language. */
    private Dashboard builtIn(Request request, String name) {
        if (!OWN.contains(name)) {
            throw ProblemException.notFound("there is no dashboard " + name);
        }
        String resource = FOLDER + "dashboards/" + name + ".json";
        try (InputStream in = LOADER.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no resource " + resource);
            }
            Texts.Words words = texts.in(request.language());
            String text =
                    TEXT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .replaceAll(found ->
                                    Matcher.quoteReplacement(
                                            Json.write(words.text("host." + found.group(1)))));
            return DashboardReader.read(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Listed> listed(ProjectName project) {
        List<Listed> all = new ArrayList<>();
        for (String path : files.paths(project)) {
            try {
                all.add(Listed.of(path, read(project, path)));
            } catch (ProblemException e) {
                all.add(new Listed(path, "", path, "", List.of(), e.detail()));
            }
        }
        return all;
    }

    private Reply list(Request request) {
        Texts.Words words = texts.in(request.language());
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", request.project().toString());
        params.put("dashboards", listed(request.project()));
        params.put("words", words);
        return Reply.page(
                new Page(
                        words.text("watch.dashboards"),
                        Tab.OBSERVE,
                        templates.render("dashboards.jte", params)));
    }

    private Reply ofProject(Request request) {
        ProjectName project = request.project();
        String path = request.param("path");
        if (path.isEmpty()) {
            return list(request);
        }
        String text = files.text(project, path);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project.toString());
        params.put("api", "/projects/" + project + "/dashboards");
        params.put("siblings", siblings(project, text));
        try {
            return page(request, path, DashboardReader.read(path, text), params);
        } catch (ProblemException e) {
            params.put("problem", e.detail());
            return page(request, path, null, params).withStatus(422);
        }
    }

    /** The other dashboards of a project, for a file that leads to some or lists them. */
    private List<Listed> siblings(ProjectName project, String text) {
        boolean leads =
                text.contains("\"dashboards\"")
                        || text.contains("\"dashlist\"")
                        || text.contains("/d/");
        return leads
                ? listed(project).stream().filter(each -> each.problem().isEmpty()).toList()
                : List.of();
    }

    private Reply own(Request request, String name) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", "");
        params.put("api", "/host");
        params.put("names", OWN);
        return page(request, name, builtIn(request, name), params);
    }

    private Reply page(
            Request request,
            String path,
            @Nullable Dashboard dashboard,
            Map<String, Object> params) {
        Texts.Words words = texts.in(request.language());
        String project = String.valueOf(params.get("project"));
        String title = dashboard == null ? path : dashboard.title();
        if (project.isEmpty()) {
            title = words.text("host." + path);
        }
        params.putIfAbsent("problem", "");
        params.putIfAbsent("names", List.of());
        params.put("path", path);
        params.put("title", title);
        params.put("description", dashboard == null ? "" : dashboard.description());
        params.put("from", dashboard == null ? "now-1h" : dashboard.from());
        params.put("to", dashboard == null ? "now" : dashboard.to());
        params.put("refresh", dashboard == null ? "" : dashboard.refresh());
        params.put(
                "data",
                ScriptData.of(dashboard == null ? Map.of() : DashboardAnswers.page(dashboard)));
        params.put("siblings", ScriptData.of(params.getOrDefault("siblings", List.of())));
        params.put("scripts", ScriptData.of(words.below("script.")));
        params.put("words", words);
        Page page =
                new Page(
                        title,
                        project.isEmpty() ? Tab.ADMIN : Tab.OBSERVE,
                        templates.render("dashboard.jte", params));
        return Reply.page(dashboard == null ? page : page.withScripts(SCRIPTS));
    }

    private Reply variables(Request request, Dashboard dashboard, Queries queries) {
        long[] time = time(request);
        return Reply.json(
                Map.of(
                        "variables",
                        new DashboardAnswers(dashboard, queries)
                                .variables(
                                        time[0],
                                        time[1],
                                        name -> request.queryAll("var-" + name))));
    }

    /** What a panel shows; the alerts that fire are no answer to a query. */
    private Reply panel(Request request, Dashboard dashboard, String app) {
        long[] time = time(request);
        int id = number(request, "panel");
        String points = request.query("points").orElse("");
        Map<String, @Nullable Object> answer =
                new DashboardAnswers(dashboard, observe.queries(app))
                        .panel(
                                id,
                                time[0],
                                time[1],
                                points.matches("[0-9]{1,5}") ? Integer.parseInt(points) : 600,
                                name -> request.queryAll("var-" + name));
        if (dashboard.panel(id).filter(p -> p.type().equals("alertlist")).isPresent()) {
            answer.put("alerts", new DashboardEvents(observe).firing(app));
        }
        return Reply.json(answer);
    }

    private Reply events(Request request, Dashboard dashboard, String app) {
        long[] time = time(request);
        int number = number(request, "annotation");
        List<Map<String, Object>> events = new ArrayList<>();
        try {
            events.addAll(
                    new DashboardAnswers(dashboard, observe.queries(app))
                            .events(
                                    number,
                                    time[0],
                                    time[1],
                                    name -> request.queryAll("var-" + name)));
        } catch (TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
        if (!app.isEmpty() && dashboard.annotations().get(number).own()) {
            events.addAll(
                    new DashboardEvents(observe)
                            .of(
                                    request.project(),
                                    Instant.ofEpochMilli(time[0]),
                                    Instant.ofEpochMilli(time[1])));
        }
        return Reply.json(Map.of("events", events));
    }

    private static int number(Request request, String name) {
        String text = request.query(name).orElse("");
        if (!text.matches("[0-9]{1,9}")) {
            throw ProblemException.user("say which " + name + ": ?" + name + "=2");
        }
        return Integer.parseInt(text);
    }

    private long[] time(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        try {
            long to = parameters.time("to", observe.clock().millis());
            long from = parameters.time("from", to - 3_600_000);
            if (to <= from) {
                throw ApiParameters.wrong("to", "it must be after from");
            }
            return new long[] {from, to};
        } catch (TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }
}

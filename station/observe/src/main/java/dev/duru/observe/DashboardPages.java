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
        "charts.js",
        "query.js",
        "fields.js",
        "panels.js",
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
    public record Listed(String path, String title, String description, String problem) {}

    DashboardPages(Observe observe, Dashboards files) {
        this.observe = observe;
        this.files = files;
    }

    void add(Router router) {
        String page = "/{owner}/{project}/dashboards";
        String api = "/projects/{owner}/{project}/dashboards";
        router.page(page, ObserveRoutes.readers(), this::list)
                .page(page + "/{path...}", ObserveRoutes.readers(), this::ofProject)
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
                        r -> panel(r, read(r), observe.queries(r.project().toString())))
                .api(
                        "GET",
                        "/host/variables",
                        Access.ADMIN,
                        r -> variables(r, builtIn(r, path(r)), observe.queries()))
                .api(
                        "GET",
                        "/host/panel",
                        Access.ADMIN,
                        r -> panel(r, builtIn(r, path(r)), observe.queries()));
        for (String name : List.of("fields", "panels", "dashboard")) {
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
                Dashboard dashboard = read(project, path);
                all.add(new Listed(path, dashboard.title(), dashboard.description(), ""));
            } catch (ProblemException e) {
                all.add(new Listed(path, path, "", e.detail()));
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
        String text = files.text(project, path);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project.toString());
        params.put("api", "/projects/" + project + "/dashboards");
        try {
            return page(request, path, DashboardReader.read(path, text), params);
        } catch (ProblemException e) {
            params.put("problem", e.detail());
            return page(request, path, null, params).withStatus(422);
        }
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

    private Reply panel(Request request, Dashboard dashboard, Queries queries) {
        long[] time = time(request);
        String id = request.query("panel").orElse("");
        String points = request.query("points").orElse("");
        if (!id.matches("[0-9]{1,9}")) {
            throw ProblemException.user("say which panel: ?panel=2");
        }
        return Reply.json(
                new DashboardAnswers(dashboard, queries)
                        .panel(
                                Integer.parseInt(id),
                                time[0],
                                time[1],
                                points.matches("[0-9]{1,5}") ? Integer.parseInt(points) : 600,
                                name -> request.queryAll("var-" + name)));
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

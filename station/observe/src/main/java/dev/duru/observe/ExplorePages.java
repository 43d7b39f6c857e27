package dev.duru.observe;

import dev.duru.tsdb.query.syntax.Function;
import dev.duru.tsdb.query.syntax.ValueType;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The explorer: expressions as graphs and tables, of a project or of everything. */
final class ExplorePages {
    private static final ClassLoader LOADER = ExplorePages.class.getClassLoader();
    private static final String FOLDER = "dev/duru/observe/scripts/";

    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe", LOADER);

    void add(Router router) {
        router.page("/explore", Access.ADMIN, r -> page(r, ""))
                .page("/graph", Access.ADMIN, ExplorePages::asPrometheus)
                .page(
                        "/{owner}/{project}/explore",
                        ObserveRoutes.readers(),
                        r -> page(r, r.project().toString()));
        for (String name :
                List.of(
                        "timerange",
                        "units",
                        "calcs",
                        "charts",
                        "lines",
                        "query",
                        "promql",
                        "explore")) {
            router.asset(name + ".js", LOADER, FOLDER + name + ".js");
        }
    }

    /** Where alerts say they come from: an address as Prometheus has it. */
    private static Reply asPrometheus(Request request) {
        String query = request.query("g0.expr").orElse("");
        boolean graph = request.query("g0.tab").orElse("1").equals("0");
        return Reply.redirect(
                "/explore?q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)
                        + "&v="
                        + (graph ? "graph" : "table"));
    }

    private Reply page(Request request, String project) {
        Texts.Words words = texts.in(request.language());
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project);
        params.put("functions", ScriptData.of(functions()));
        params.put("scripts", ScriptData.of(words.below("script.")));
        params.put("words", words);
        return Reply.page(
                new Page(
                                words.text("watch.explore"),
                                project.isEmpty() ? Tab.ADMIN : Tab.OBSERVE,
                                templates.render("explore.jte", params))
                        .withScripts(
                                "uplot.js",
                                "timerange.js",
                                "units.js",
                                "calcs.js",
                                "charts.js",
                                "lines.js",
                                "query.js",
                                "promql.js",
                                "explore.js"));
    }

    /** What completion says of each function: its name, and what it takes and gives. */
    private static List<Map<String, String>> functions() {
        List<Map<String, String>> all = new ArrayList<>();
        for (Function function : Function.all()) {
            all.add(Map.of("name", function.name(), "shape", shape(function)));
        }
        return all;
    }

    private static String shape(Function function) {
        String parameters =
                function.parameters().stream()
                        .map(ValueType::shown)
                        .collect(Collectors.joining(", "));
        return "(" + parameters + (function.variadic() == 0 ? ")" : ", …)");
    }
}

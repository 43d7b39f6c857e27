package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The golden signals of an environment, and the lines of a project. */
final class ObservePages {
    private static final ClassLoader LOADER = ObservePages.class.getClassLoader();
    private static final List<String> RANGES = List.of("5m", "15m", "1h");

    private final Observe observe;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe", LOADER);

    ObservePages(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        router.page("/{owner}/{project}/observe", ObserveRoutes.readers(), this::signals)
                .api(
                        "GET",
                        "/projects/{owner}/{project}/graph",
                        ObserveRoutes.readers(),
                        this::graph)
                .asset("observe.js", LOADER, "dev/duru/observe/observe.js");
    }

    private Reply signals(Request request) {
        ProjectName project = request.project();
        List<String> environments = observe.environments(project);
        String environment =
                request.query("environment")
                        .filter(name -> !name.isEmpty())
                        .orElse(preferred(environments));
        String range = request.query("range").filter(RANGES::contains).orElse("15m");
        Graph graph = read(project, environment, range);
        List<Plot> plots = new ArrayList<>();
        plots.add(plot(graph, "rate", List.of("request_rate"), "/s"));
        plots.add(plot(graph, "errors", List.of("error_ratio"), "%"));
        plots.add(plot(graph, "latency", List.of("p95", "p50", "p99"), "ms"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project);
        params.put("environments", environments);
        params.put("environment", environment);
        params.put("ranges", RANGES);
        params.put("range", range);
        params.put("plots", plots);
        params.put("markers", graph.markers().reversed());
        params.put("now", observe.signals(project.toString(), environment, "", seconds(30)));
        params.put("problem", observe.edgeProblem());
        params.put("words", texts.in(request.language()));
        String title = texts.text(request.language(), "observe.title");
        return Reply.page(
                new Page(title, Tab.OBSERVE, templates.render("observe.jte", params))
                        .withScripts("uplot.js", "observe.js"));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Plot plot(Graph graph, String key, List<String> signals, String unit) {
        return new Plot(key, signals, unit, GraphSvg.of(graph, signals.getFirst()));
    }

    /** Production where there is one, since that is what people come for. */
    private static String preferred(List<String> environments) {
        return environments.contains("production") || environments.isEmpty()
                ? "production"
                : environments.getFirst();
    }

    private Graph read(ProjectName project, String environment, String range) {
        Instant now = observe.clock().instant();
        Duration length =
                switch (range) {
                    case "5m" -> Duration.ofMinutes(5);
                    case "1h" -> Duration.ofHours(1);
                    default -> Duration.ofMinutes(15);
                };
        return observe.graph(project, environment, now.minus(length), now);
    }

    private Reply graph(Request request) {
        String environment =
                request.query("environment")
                        .orElseThrow(
                                () -> ProblemException.user("say which: ?environment=production"));
        String range = request.query("range").orElse("15m");
        if (!RANGES.contains(range)) {
            throw ProblemException.user("range '" + range + "' is not one of " + RANGES);
        }
        return Reply.json(json(read(request.project(), environment, range)));
    }

    /** A graph for JSON, which knows no NaN. */
    static Map<String, Object> json(Graph graph) {
        List<Object> lines = new ArrayList<>();
        for (Graph.Line line : graph.lines()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("signal", line.signal());
            map.put("release", line.release());
            map.put("version", line.version());
            List<@Nullable Double> values = new ArrayList<>();
            for (Double value : line.values()) {
                values.add(value.isNaN() ? null : value);
            }
            map.put("values", values);
            lines.add(map);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("times", graph.times());
        body.put("lines", lines);
        body.put("markers", graph.markers());
        return body;
    }
}

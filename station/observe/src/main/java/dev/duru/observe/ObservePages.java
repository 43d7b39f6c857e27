package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.tsdb.TsdbException;
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
    private static final String[] SCRIPTS = {
        "uplot.js", "timerange.js", "units.js", "calcs.js", "charts.js", "lines.js", "signals.js"
    };

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
                .asset("signals.js", LOADER, "dev/duru/observe/scripts/signals.js");
    }

    private Reply signals(Request request) {
        ProjectName project = request.project();
        List<String> environments = observe.environments(project);
        String environment =
                request.query("environment")
                        .filter(name -> !name.isEmpty())
                        .orElse(preferred(environments));
        Graph graph = read(project, environment, "15m");
        List<Plot> plots = new ArrayList<>();
        plots.add(plot(graph, "rate", List.of("request_rate"), "reqps"));
        plots.add(plot(graph, "errors", List.of("error_ratio"), "percentunit"));
        plots.add(plot(graph, "latency", List.of("p95", "p50", "p99"), "s"));
        plots.add(plot(graph, "load", List.of("in_flight"), "short"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project);
        params.put("environments", environments);
        params.put("environment", environment);
        params.put("plots", plots);
        params.put("markers", graph.markers().reversed());
        params.put("now", observe.signals(project.toString(), environment, "", seconds(30)));
        params.put("problem", observe.edgeProblem());
        params.put("words", texts.in(request.language()));
        params.put("scripts", ScriptData.of(texts.in(request.language()).below("script.")));
        String title = texts.text(request.language(), "observe.title");
        return Reply.page(
                new Page(title, Tab.OBSERVE, templates.render("observe.jte", params))
                        .withScripts(SCRIPTS));
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
        if (request.query("from").isPresent() || request.query("to").isPresent()) {
            return Reply.json(json(between(request, environment)));
        }
        String range = request.query("range").orElse("15m");
        if (!RANGES.contains(range)) {
            throw ProblemException.user("range '" + range + "' is not one of " + RANGES);
        }
        return Reply.json(json(read(request.project(), environment, range)));
    }

    private Graph between(Request request, String environment) {
        ApiParameters parameters = new ApiParameters(request);
        long now = observe.clock().millis();
        try {
            long to = parameters.time("to", now);
            long from = parameters.time("from", to - Duration.ofMinutes(15).toMillis());
            if (to <= from) {
                throw ApiParameters.wrong("to", "it must be after from");
            }
            return observe.graph(
                    request.project(),
                    environment,
                    Instant.ofEpochMilli(from),
                    Instant.ofEpochMilli(to));
        } catch (TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
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

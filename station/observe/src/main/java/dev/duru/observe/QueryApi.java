package dev.duru.observe;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.eval.Answers;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Queries in the shape of Prometheus' HTTP API. Administrators ask for everything, others for a
 * project that they may see: {@code ?project=owner/project}, or below the project's path.
 */
final class QueryApi {
    private static final int MOST_STEPS = 11_000;

    private final Observe observe;

    QueryApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        String project = "/projects/{owner}/{project}";
        for (String method : List.of("GET", "POST")) {
            router.api(method, "/query", Access.SIGNED_IN, r -> instant(r, reader(r)))
                    .api(method, "/query_range", Access.SIGNED_IN, r -> range(r, reader(r)))
                    .api(
                            method,
                            project + "/query",
                            ObserveRoutes.readers(),
                            r -> instant(r, observe.reader(r.project())))
                    .api(
                            method,
                            project + "/query_range",
                            ObserveRoutes.readers(),
                            r -> range(r, observe.reader(r.project())))
                    .api(method, "/format_query", Access.SIGNED_IN, QueryApi::format)
                    .api(method, "/parse_query", Access.SIGNED_IN, QueryApi::parse)
                    .api(method, "/query_exemplars", Access.SIGNED_IN, this::exemplars);
        }
    }

    private SeriesReader reader(Request request) {
        return new ApiParameters(request).reader(observe);
    }

    /** An engine with the limits that a request may lower. */
    private QueryEngine engine(ApiParameters parameters, SeriesReader reader) {
        QueryEngine engine = observe.engine(reader);
        Answers.Limits usual = engine.limits();
        long timeout = parameters.duration("timeout", usual.timeout().toSeconds() + "s");
        long lookback = parameters.duration("lookback_delta", usual.lookback().toMillis() + "ms");
        return engine.with(
                new Answers.Limits(
                        Duration.ofMillis(Math.max(1, lookback)),
                        usual.subqueryStep(),
                        Duration.ofMillis(Math.min(timeout, usual.timeout().toMillis())),
                        usual.mostSamples()));
    }

    private Reply instant(Request request, SeriesReader reader) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long at = parameters.time("time", observe.clock().millis());
            long began = System.nanoTime();
            QueryEngine.Result result =
                    engine(parameters, reader).instant(parameters.query(), at, () -> false);
            return PrometheusJson.result(
                    result, at, parameters.limit(), stats(parameters, result, began));
        });
    }

    private Reply range(Request request, SeriesReader reader) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long now = observe.clock().millis();
            long from = parameters.time("start", now - 3_600_000);
            long to = parameters.time("end", now);
            long step = parameters.duration("step", "15");
            if (to < from) {
                throw ApiParameters.wrong("end", "end timestamp must not be before start time");
            }
            if (step <= 0) {
                throw ApiParameters.wrong(
                        "step",
                        "zero or negative query resolution step widths are not"
                                + " accepted. Try a positive integer");
            }
            if ((to - from) / step > MOST_STEPS - 1) {
                return PrometheusJson.badData(
                        "exceeded maximum resolution of 11,000 points per timeseries. Try"
                                + " decreasing the query resolution (?step=XX)");
            }
            long began = System.nanoTime();
            QueryEngine.Result result =
                    engine(parameters, reader)
                            .range(parameters.query(), from, to, step, () -> false);
            return PrometheusJson.result(
                    result, to, parameters.limit(), stats(parameters, result, began));
        });
    }

    /** What the query took, for those who ask with {@code stats=}; else empty. */
    private static Map<String, Object> stats(
            ApiParameters parameters, QueryEngine.Result result, long began) {
        if (parameters.text("stats").orElse("").isEmpty()) {
            return Map.of();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return Map.of(
                "timings",
                Map.of("evalTotalTime", seconds, "execTotalTime", seconds),
                "samples",
                Map.of(
                        "totalQueryableSamples",
                        result.effort().samples(),
                        "peakSamples",
                        result.effort().peak()));
    }

    private static Reply format(Request request) {
        return ApiParameters.answer(() ->
                PrometheusJson.success(QueryEngine.formatted(new ApiParameters(request).query())));
    }

    private static Reply parse(Request request) {
        return ApiParameters.answer(() ->
                PrometheusJson.success(
                        ExprJson.of(QueryEngine.parse(new ApiParameters(request).query()))));
    }

    /** The exemplars of all series that the query looks at. */
    private Reply exemplars(Request request) {
        SeriesReader reader = reader(request);
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long from = parameters.time("start", 0);
            long to = parameters.time("end", Long.MAX_VALUE);
            if (to < from) {
                throw ApiParameters.wrong("end", "end timestamp must not be before start time");
            }
            Map<Labels, SeriesExemplars> found = new TreeMap<>();
            selectors(
                    QueryEngine.parse(parameters.query()),
                    selector ->
                            reader.exemplars(selector.matchers(), from, to)
                                    .forEach(series -> found.put(series.labels(), series)));
            return PrometheusJson.success(
                    found.values().stream().map(PrometheusJson::exemplars).toList());
        });
    }

    private static void selectors(Expr expr, Consumer<Expr.Selector> each) {
        if (expr instanceof Expr.Selector selector) {
            each.accept(selector);
        }
        expr.children().forEach(child -> selectors(child, each));
    }
}

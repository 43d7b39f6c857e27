package dev.duru.observe;

import dev.duru.observe.query.Queries;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            router.api(method, "/query", Access.SIGNED_IN, r -> instant(r, queries(r)))
                    .api(method, "/query_range", Access.SIGNED_IN, r -> range(r, queries(r)))
                    .api(
                            method,
                            project + "/query",
                            ObserveRoutes.readers(),
                            r -> instant(r, observe.queries(r.project().toString())))
                    .api(
                            method,
                            project + "/query_range",
                            ObserveRoutes.readers(),
                            r -> range(r, observe.queries(r.project().toString())))
                    .api(method, "/format_query", Access.SIGNED_IN, QueryApi::format)
                    .api(method, "/parse_query", Access.SIGNED_IN, QueryApi::parse)
                    .api(method, "/query_exemplars", Access.SIGNED_IN, this::exemplars);
        }
    }

    private Queries queries(Request request) {
        return new ApiParameters(request).queries(observe);
    }

    /** The usual bounds, which a request may narrow. */
    private static Queries.Bounds bounds(ApiParameters parameters) {
        Queries.Bounds usual = Queries.Bounds.USUAL;
        long timeout = parameters.duration("timeout", usual.timeout().toSeconds() + "s");
        long lookback = parameters.duration("lookback_delta", usual.lookback().toMillis() + "ms");
        return new Queries.Bounds(
                Duration.ofMillis(Math.clamp(timeout, 1, usual.timeout().toMillis())),
                Duration.ofMillis(Math.max(1, lookback)));
    }

    private Reply instant(Request request, Queries queries) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long at = parameters.time("time", observe.clock().millis());
            long began = System.nanoTime();
            QueryEngine.Result result = queries.instant(parameters.query(), at, bounds(parameters));
            return PrometheusJson.result(
                    result, at, parameters.limit(), stats(parameters, result, began));
        });
    }

    private Reply range(Request request, Queries queries) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long from = parameters.time("start");
            long to = parameters.time("end");
            if (to < from) {
                throw ApiParameters.wrong("end", "end timestamp must not be before start time");
            }
            long step = parameters.duration("step", "");
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
                    queries.range(parameters.query(), from, to, step, bounds(parameters));
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
        Map<String, Object> timings = new LinkedHashMap<>();
        timings.put("evalTotalTime", seconds);
        timings.put("resultSortTime", 0);
        timings.put("queryPreparationTime", 0);
        timings.put("innerEvalTime", seconds);
        timings.put("execQueueTime", 0);
        timings.put("execTotalTime", seconds);
        return Map.of(
                "timings",
                timings,
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
        Queries queries = queries(request);
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            long from = parameters.time("start", 0);
            long to = parameters.time("end", Long.MAX_VALUE);
            if (to < from) {
                throw ApiParameters.wrong("end", "end timestamp must not be before start time");
            }
            return PrometheusJson.success(
                    queries.exemplars(parameters.query(), from, to).stream()
                            .map(PrometheusJson::exemplars)
                            .toList());
        });
    }
}

package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.tsdb.Exposition;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Durations;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Queries in the shape of Prometheus' HTTP API. Administrators ask for everything, others for a
 * project that they may see: {@code ?project=owner/project}, or below the project's path.
 */
final class QueryApi {
    private final Observe observe;

    QueryApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        for (String method : List.of("GET", "POST")) {
            router.api(method, "/query", Access.SIGNED_IN, r -> instant(r, engine(r)))
                    .api(method, "/query_range", Access.SIGNED_IN, r -> range(r, engine(r)))
                    .api(
                            method,
                            "/projects/{owner}/{project}/query",
                            ObserveRoutes.readers(),
                            r -> instant(r, observe.engine(r.project())))
                    .api(
                            method,
                            "/projects/{owner}/{project}/query_range",
                            ObserveRoutes.readers(),
                            r -> range(r, observe.engine(r.project())));
        }
    }

    /** A parameter of the query string, or of a posted form, as Grafana sends it. */
    private static Optional<String> parameter(Request request, String name) {
        Optional<String> given = request.query(name);
        return given.isPresent() || request.method().equals("GET") ? given : request.form(name);
    }

    private QueryEngine engine(Request request) {
        String wanted = parameter(request, "project").orElse("");
        if (!wanted.isEmpty()) {
            ProjectName project = ProjectName.parse(wanted);
            if (!ObserveRoutes.maySee(request, project)) {
                throw ProblemException.notFound("there is no project " + project);
            }
            return observe.engine(project);
        }
        if (!request.identity().admin()) {
            throw ProblemException.forbidden(
                    "only administrators ask for all projects; add project=owner/project");
        }
        return observe.engine();
    }

    private Reply instant(Request request, QueryEngine engine) {
        return answer(
                request,
                query -> {
                    long at = time(request, "time", observe.clock().millis());
                    return data(engine.instant(query, at), at);
                });
    }

    private Reply range(Request request, QueryEngine engine) {
        return answer(
                request,
                query -> {
                    long now = observe.clock().millis();
                    long from = time(request, "start", now - 3_600_000);
                    long to = time(request, "end", now);
                    long step = duration(parameter(request, "step").orElse("15"));
                    List<Object> result = new ArrayList<>();
                    for (Series series : engine.range(query, from, to, step)) {
                        result.add(
                                Map.of("metric", series.labels().map(), "values", values(series)));
                    }
                    return shaped("matrix", result);
                });
    }

    private static Reply answer(Request request, Function<String, Map<String, Object>> ask) {
        String query =
                parameter(request, "query")
                        .orElseThrow(() -> ProblemException.user("the query is missing: ?query=…"));
        try {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", "success");
            body.put("data", ask.apply(query));
            return Reply.json(body);
        } catch (TsdbException e) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", "error");
            body.put("errorType", "bad_data");
            body.put("error", String.valueOf(e.getMessage()));
            return Reply.json(body).withStatus(400);
        }
    }

    private static Map<String, Object> data(Value value, long at) {
        return switch (value) {
            case Value.Scalar(double number) -> shaped("scalar", point(at, number));
            case Value.Text(String text) -> shaped("string", List.of(at / 1000.0, text));
            case Value.Vector(List<Value.Sample> samples) -> {
                List<Object> result = new ArrayList<>();
                for (Value.Sample sample : samples) {
                    result.add(metric(sample.labels(), "value", point(at, sample.value())));
                }
                yield shaped("vector", result);
            }
            case Value.Matrix(List<Series> all) -> {
                List<Object> result = new ArrayList<>();
                for (Series series : all) {
                    result.add(metric(series.labels(), "values", values(series)));
                }
                yield shaped("matrix", result);
            }
        };
    }

    private static Map<String, Object> shaped(String type, Object result) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("resultType", type);
        data.put("result", result);
        return data;
    }

    private static Map<String, Object> metric(Labels labels, String key, Object value) {
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("metric", labels.map());
        metric.put(key, value);
        return metric;
    }

    private static List<Object> values(Series series) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            values.add(point(series.times()[i], series.values()[i]));
        }
        return values;
    }

    private static List<Object> point(long at, double value) {
        return List.of(at / 1000.0, Exposition.number(value));
    }

    private static long time(Request request, String name, long otherwise) {
        String text = parameter(request, name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return text.matches("[0-9]+(\\.[0-9]*)?")
                    ? Math.round(Double.parseDouble(text) * 1000)
                    : Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw ProblemException.user(
                    name
                            + " '"
                            + text
                            + "' is neither seconds since 1970 nor a time such as"
                            + " 2026-01-02T03:04:05Z");
        }
    }

    private static long duration(String text) {
        try {
            return Durations.millis(text);
        } catch (NumberFormatException | ArithmeticException e) {
            throw ProblemException.user("step '" + text + "' is neither seconds nor like 15s");
        }
    }
}

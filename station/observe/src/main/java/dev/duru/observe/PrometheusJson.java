package dev.duru.observe;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Bucket;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.web.Reply;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers and errors in the shapes of Prometheus' HTTP API. */
final class PrometheusJson {
    private static final int UNPROCESSABLE = 422;
    private static final int UNAVAILABLE = 503;

    private PrometheusJson() {}

    static Reply success(Object data) {
        return success(data, List.of(), List.of());
    }

    /** A list, of which so many at most are told; 0 for all. */
    static Reply success(List<?> all, int limit) {
        List<String> warnings = new ArrayList<>();
        return success(limited(all, limit, warnings), warnings, List.of());
    }

    private static Reply success(Object data, List<String> warnings, List<String> infos) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "success");
        body.put("data", data);
        if (!warnings.isEmpty()) {
            body.put("warnings", warnings);
        }
        if (!infos.isEmpty()) {
            body.put("infos", infos);
        }
        return Reply.json(body);
    }

    /** A parameter that is wrong: 400. */
    static Reply badData(String message) {
        return error(400, "bad_data", message);
    }

    /** Seconds since 1970 without an exponent, which clients in Go would misread. */
    private static Number seconds(long millis) {
        return millis % 1000 == 0 ? Long.valueOf(millis / 1000) : BigDecimal.valueOf(millis, 3);
    }

    /** Something that is not there: 404. */
    static Reply notFound(String message) {
        return error(404, "not_found", message);
    }

    /** Something that is not done here: 503. */
    static Reply unavailable(String message) {
        return error(UNAVAILABLE, "unavailable", message);
    }

    /** A moment in milliseconds since 1970; 0 for never, which is the zero of Go's times. */
    static String time(long millis) {
        return millis == 0 ? "0001-01-01T00:00:00Z" : Instant.ofEpochMilli(millis).toString();
    }

    /** A query that cannot be answered. */
    static Reply error(TsdbException e) {
        String message = String.valueOf(e.getMessage());
        if (!(e instanceof QueryException query)) {
            return badData(message);
        }
        return switch (query.kind()) {
            case SYNTAX -> badData("invalid parameter \"query\": " + message);
            case EXECUTION -> error(UNPROCESSABLE, "execution", message);
            case TIMEOUT -> error(UNAVAILABLE, "timeout", message);
            case CANCELED -> error(UNAVAILABLE, "canceled", message);
        };
    }

    private static Reply error(int status, String type, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "error");
        body.put("errorType", type);
        body.put("error", message);
        return Reply.json(body).withStatus(status);
    }

    /**
     * A query's result.
     *
     * @param limit how many series at most; 0 for all
     * @param stats what the query took; empty when nobody asked
     */
    static Reply result(QueryEngine.Result result, long at, int limit, Map<String, Object> stats) {
        List<String> warnings = new ArrayList<>(result.warnings());
        Map<String, Object> data = new LinkedHashMap<>();
        switch (result.value()) {
            case Value.Scalar(double number) -> {
                data.put("resultType", "scalar");
                data.put("result", point(at, number));
            }
            case Value.Text(String text) -> {
                data.put("resultType", "string");
                data.put("result", List.of(seconds(at), text));
            }
            case Value.Vector(List<Value.Sample> samples) -> {
                data.put("resultType", "vector");
                data.put(
                        "result",
                        limited(samples, limit, warnings).stream()
                                .map(s -> sample(s, at))
                                .toList());
            }
            case Value.Matrix(List<Series> all) -> {
                data.put("resultType", "matrix");
                data.put(
                        "result",
                        limited(all, limit, warnings).stream()
                                .map(PrometheusJson::series)
                                .toList());
            }
        }
        if (!stats.isEmpty()) {
            data.put("stats", stats);
        }
        return success(data, warnings, result.infos());
    }

    private static <T> List<T> limited(List<T> all, int limit, List<String> warnings) {
        if (limit == 0 || all.size() <= limit) {
            return all;
        }
        warnings.add("results truncated due to limit");
        return all.subList(0, limit);
    }

    private static Map<String, Object> sample(Value.Sample sample, long at) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", sample.labels().map());
        Histogram histogram = sample.histogram();
        if (histogram == null) {
            json.put("value", point(at, sample.value()));
        } else {
            json.put("histogram", List.of(seconds(at), histogram(histogram)));
        }
        return json;
    }

    private static Map<String, Object> series(Series series) {
        List<Object> values = new ArrayList<>();
        List<Object> histograms = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            @Nullable Histogram histogram = series.histogram(i);
            if (histogram == null) {
                values.add(point(series.times()[i], series.values()[i]));
            } else {
                histograms.add(List.of(seconds(series.times()[i]), histogram(histogram)));
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", series.labels().map());
        if (!values.isEmpty()) {
            json.put("values", values);
        }
        if (!histograms.isEmpty()) {
            json.put("histograms", histograms);
        }
        return json;
    }

    private static List<Object> point(long at, double value) {
        return List.of(seconds(at), NumberText.wide(value));
    }

    private static Map<String, Object> histogram(Histogram histogram) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", NumberText.wide(histogram.count()));
        json.put("sum", NumberText.wide(histogram.sum()));
        List<Object> buckets = new ArrayList<>();
        for (Bucket bucket : histogram.buckets()) {
            if (bucket.count() != 0) {
                buckets.add(
                        List.of(
                                inclusive(bucket),
                                NumberText.wide(bucket.lower()),
                                NumberText.wide(bucket.upper()),
                                NumberText.wide(bucket.count())));
            }
        }
        if (!buckets.isEmpty()) {
            json.put("buckets", buckets);
        }
        return json;
    }

    /** 0: only the upper bound belongs to it, 1: only the lower, 2: neither, 3: both. */
    private static int inclusive(Bucket bucket) {
        if (bucket.lowerInclusive()) {
            return bucket.upperInclusive() ? 3 : 1;
        }
        return bucket.upperInclusive() ? 0 : 2;
    }

    static Map<String, Object> exemplars(SeriesExemplars series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seriesLabels", series.labels().map());
        List<Object> all = new ArrayList<>();
        for (Exemplar exemplar : series.exemplars()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("labels", exemplar.labels().map());
            one.put("value", NumberText.wide(exemplar.value()));
            one.put("timestamp", seconds(exemplar.timeMillis()));
            all.add(one);
        }
        json.put("exemplars", all);
        return json;
    }

    static List<Map<String, String>> maps(Collection<Labels> all) {
        return all.stream().map(Labels::map).toList();
    }
}

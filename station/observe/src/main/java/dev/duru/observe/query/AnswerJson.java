package dev.duru.observe.query;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.eval.Answers;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what Prometheus' HTTP API answers. */
final class AnswerJson {
    private static final String PARAMETER = "invalid parameter \"query\": ";

    private AnswerJson() {}

    /**
     * The data of an answer.
     *
     * @throws QueryException when it is an error, of the kind that the server says
     */
    static JsonNode data(JsonNode answer) {
        if (answer.path("status").asString("").equals("success")) {
            return answer.path("data");
        }
        String message = answer.path("error").asString("the server gives no reason");
        throw switch (answer.path("errorType").asString("")) {
            case "bad_data" ->
                    QueryException.malformed(
                            message.startsWith(PARAMETER)
                                    ? message.substring(PARAMETER.length())
                                    : message);
            case "timeout" -> QueryException.stopped(QueryException.Kind.TIMEOUT, message);
            case "canceled" -> QueryException.stopped(QueryException.Kind.CANCELED, message);
            default -> QueryException.execution(message);
        };
    }

    static QueryEngine.Result result(JsonNode answer) {
        JsonNode data = data(answer);
        JsonNode result = data.path("result");
        JsonNode samples = data.path("stats").path("samples");
        Value value =
                switch (data.path("resultType").asString("")) {
                    case "scalar" -> new Value.Scalar(number(result.path(1)));
                    case "string" -> new Value.Text(result.path(1).asString(""));
                    case "vector" -> vector(result);
                    case "matrix" -> matrix(result);
                    default -> throw strange("a result of the type " + data.path("resultType"));
                };
        return new QueryEngine.Result(
                value,
                texts(answer.path("warnings")),
                texts(answer.path("infos")),
                new Answers.Effort(
                        samples.path("totalQueryableSamples").asLong(0),
                        samples.path("peakSamples").asLong(0)));
    }

    private static Value vector(JsonNode result) {
        List<Value.Sample> samples = new ArrayList<>();
        for (JsonNode each : result) {
            Labels labels = labels(each.path("metric"));
            JsonNode histogram = each.path("histogram");
            samples.add(
                    histogram.isMissingNode()
                            ? new Value.Sample(labels, number(each.path("value").path(1)))
                            : new Value.Sample(labels, 0, BucketLists.read(histogram.path(1))));
        }
        return new Value.Vector(samples);
    }

    private static Value matrix(JsonNode result) {
        List<Series> all = new ArrayList<>();
        for (JsonNode each : result) {
            TreeMap<Long, JsonNode> points = new TreeMap<>();
            each.path("values").forEach(point -> points.put(millis(point.path(0)), point.path(1)));
            each.path("histograms")
                    .forEach(point -> points.put(millis(point.path(0)), point.path(1)));
            long[] times = points.keySet().stream().mapToLong(Long::longValue).toArray();
            double[] values = new double[times.length];
            @Nullable Histogram[] histograms = new @Nullable Histogram[times.length];
            boolean any = false;
            int i = 0;
            for (JsonNode point : points.values()) {
                if (point.isObject()) {
                    histograms[i] = BucketLists.read(point);
                    any = true;
                } else {
                    values[i] = number(point);
                }
                i++;
            }
            all.add(
                    new Series(
                            labels(each.path("metric")),
                            times,
                            values,
                            any ? histograms : null,
                            null));
        }
        return new Value.Matrix(all);
    }

    static List<SeriesExemplars> exemplars(JsonNode data) {
        List<SeriesExemplars> all = new ArrayList<>();
        for (JsonNode series : data) {
            List<Exemplar> exemplars = new ArrayList<>();
            for (JsonNode each : series.path("exemplars")) {
                exemplars.add(
                        new Exemplar(
                                labels(each.path("labels")),
                                number(each.path("value")),
                                millis(each.path("timestamp"))));
            }
            all.add(new SeriesExemplars(labels(series.path("seriesLabels")), exemplars));
        }
        return all;
    }

    static Map<String, List<Queries.About>> metadata(JsonNode data) {
        Map<String, List<Queries.About>> all = new TreeMap<>();
        data.properties()
                .forEach(metric -> {
                    List<Queries.About> abouts = new ArrayList<>();
                    for (JsonNode each : metric.getValue()) {
                        abouts.add(
                                new Queries.About(
                                        each.path("type").asString(""),
                                        each.path("help").asString(""),
                                        each.path("unit").asString("")));
                    }
                    all.put(metric.getKey(), abouts);
                });
        return all;
    }

    static Labels labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asString("")));
        return Labels.of(labels);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asString("")));
        return texts;
    }

    private static long millis(JsonNode seconds) {
        return Math.round(seconds.asDouble(0) * 1000);
    }

    /** A number as text, which may be none or infinite. */
    static double number(JsonNode text) {
        String number = text.asString("");
        try {
            return switch (number) {
                case "NaN" -> Double.NaN;
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(number);
            };
        } catch (NumberFormatException e) {
            throw strange("'" + number + "' where a number belongs");
        }
    }

    private static QueryException strange(String what) {
        return QueryException.execution("the server that answers queries gave " + what);
    }
}

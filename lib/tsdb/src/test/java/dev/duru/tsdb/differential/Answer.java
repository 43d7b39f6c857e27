package dev.duru.tsdb.differential;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.query.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer of either side: values by series and time in seconds; or a failure. */
record Answer(boolean failed, Map<String, Double> values) {
    private static final Pattern SERIES =
            Pattern.compile(
                    "\\{\"metric\":\\{(.*?)\\},\"values?\":(\\[.*?\\](?=\\}))", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern POINT = Pattern.compile("\\[([0-9.]+),\"([^\"]+)\"\\]");

    /** Of Prometheus' JSON. */
    static Answer of(String json) {
        if (!json.contains("\"status\":\"success\"")) {
            return new Answer(true, Map.of());
        }
        Map<String, Double> values = new TreeMap<>();
        if (json.contains("\"resultType\":\"scalar\"")) {
            points(values, Labels.EMPTY, json);
        }
        Matcher series = SERIES.matcher(json);
        while (series.find()) {
            Map<String, String> labels = new TreeMap<>();
            Matcher label = LABEL.matcher(series.group(1));
            while (label.find()) {
                labels.put(
                        label.group(1),
                        label.group(2).replace("\\u003c", "<").replace("\\u003e", ">"));
            }
            points(values, Labels.of(labels), series.group(2));
        }
        return new Answer(false, values);
    }

    private static void points(Map<String, Double> values, Labels labels, String json) {
        Matcher point = POINT.matcher(json);
        while (point.find()) {
            String number = point.group(2).replace("Inf", "Infinity");
            values.put(
                    labels.inBraces() + " @ " + (long) Double.parseDouble(point.group(1)),
                    Double.parseDouble(number));
        }
    }

    /** Of the engine's value. */
    static Answer of(Value value, long millis) {
        Map<String, Double> values = new TreeMap<>();
        switch (value) {
            case Value.Scalar(double number) -> values.put("{} @ " + millis / 1000, number);
            case Value.Vector(List<Value.Sample> samples) ->
                    samples.forEach(s ->
                            values.put(s.labels().inBraces() + " @ " + millis / 1000, s.value()));
            case Value.Matrix(List<Series> all) -> {
                for (Series series : all) {
                    for (int i = 0; i < series.size(); i++) {
                        values.put(
                                series.labels().inBraces() + " @ " + series.times()[i] / 1000,
                                series.values()[i]);
                    }
                }
            }
            case Value.Text _ -> values.clear();
        }
        return new Answer(false, values);
    }

    /** What differs; empty when nothing does. */
    String difference(Answer other) {
        if (failed != other.failed) {
            return failed ? "only the first failed" : "only the second failed";
        }
        if (!values.keySet().equals(other.values.keySet())) {
            return "series or times: " + values + " and " + other.values;
        }
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            double a = entry.getValue();
            double b = other.values.getOrDefault(entry.getKey(), Double.NaN);
            if (!same(a, b)) {
                return entry.getKey() + ": " + a + " and " + b;
            }
        }
        return "";
    }

    private static boolean same(double a, double b) {
        return Double.compare(a, b) == 0
                || a == b
                || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
}

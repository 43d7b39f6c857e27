package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.Quantity;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What there is to select: labels, series, fields, and how much of each. */
final class LokiIndex {
    private static final int MOST_LOOKED_AT = 5_000;
    private static final int MOST_VOLUMES = 1_000;

    private final Logs logs;

    LokiIndex(Logs logs) {
        this.logs = logs;
    }

    void add(Router router) {
        LokiRoutes.both(router, "/labels", this::labels);
        LokiRoutes.both(router, "/series", this::series);
        String base = LokiRoutes.BASE;
        router.api("GET", base + "/label/{label}/values", LokiRoutes.READERS, this::values)
                .api("GET", base + "/index/stats", LokiRoutes.READERS, this::stats)
                .api("GET", base + "/index/volume", LokiRoutes.READERS, r -> volume(r, false))
                .api("GET", base + "/index/volume_range", LokiRoutes.READERS, r -> volume(r, true))
                .api("GET", base + "/detected_labels", LokiRoutes.READERS, this::detectedLabels)
                .api("GET", base + "/detected_fields", LokiRoutes.READERS, this::detectedFields)
                .api("GET", base + "/status/buildinfo", LokiRoutes.READERS, r -> buildInfo());
    }

    private Parameters parameters(Request request) {
        return new Parameters(request, logs.now());
    }

    /** Those that the query selects, all where there is none. */
    private List<Origin> origins(Request request) {
        Predicate<Origin> selected =
                parameters(request)
                        .one("query")
                        .filter(text -> !text.isBlank())
                        .map(text -> LogQl.selection(text).origins())
                        .orElse(origin -> true);
        return origins(request, selected);
    }

    private List<Origin> origins(Request request, Predicate<Origin> selected) {
        return logs
                .existing(request.project())
                .map(store -> LokiRoutes.asked(store::origins))
                .orElse(Set.of())
                .stream()
                .filter(selected)
                .toList();
    }

    private Reply labels(Request request) {
        Set<String> names = new TreeSet<>();
        origins(request).forEach(origin -> names.addAll(origin.labels().keySet()));
        return LokiRoutes.success(names);
    }

    private Reply values(Request request) {
        Set<String> values = new TreeSet<>();
        origins(request).forEach(origin -> values.add(origin.label(request.param("label"))));
        values.remove("");
        return LokiRoutes.success(values);
    }

    private Reply series(Request request) {
        List<String> matchers = new ArrayList<>(request.queryAll("match[]"));
        matchers.addAll(request.queryAll("match"));
        if (request.method().equals("POST")) {
            matchers.addAll(request.formAll("match[]"));
        }
        Predicate<Origin> any = origin -> matchers.isEmpty();
        for (String text : matchers) {
            any = any.or(LogQl.selection(text).origins());
        }
        return LokiRoutes.success(origins(request, any).stream().map(Origin::labels).toList());
    }

    /**
     * How many lines there are is counted; their bytes are the same share of all that is stored.
     */
    private Reply stats(Request request) {
        Parameters parameters = parameters(request);
        Optional<LogStore> store = logs.existing(request.project());
        LogQl.Selection selection =
                LogQl.selection(parameters.one("query").filter(q -> !q.isBlank()).orElse("{}"));
        long entries =
                store.map(one ->
                                LokiRoutes.asked(() ->
                                        one.counts(
                                                        selection.expr(one),
                                                        parameters.start(),
                                                        parameters.end() + 1,
                                                        1,
                                                        LokiRoutes.LONGEST)
                                                .total()))
                        .orElse(0L);
        long bytes =
                store.map(one ->
                                Math.round(
                                        (double) one.bytes() * entries / Math.max(1, one.lines())))
                        .orElse(0L);
        int streams = origins(request, selection.origins()).size();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("streams", streams);
        body.put("chunks", streams);
        body.put("entries", entries);
        body.put("bytes", bytes);
        return Reply.json(body);
    }

    /** Bytes of lines by the labels that are asked for, or selected by. */
    private Reply volume(Request request, boolean range) {
        Parameters parameters = parameters(request);
        if (!parameters.one("aggregateBy").orElse("series").equals("series")) {
            throw ProblemException.user("volumes are aggregated by series only (aggregateBy)");
        }
        LogQl.Selection selection = parameters.selection();
        List<String> labels =
                parameters
                        .one("targetLabels")
                        .filter(text -> !text.isBlank())
                        .map(text -> List.of(text.split(",")))
                        .orElse(selection.labels());
        long start = parameters.start();
        long end = parameters.end();
        long step = range ? parameters.step() : Math.max(1, end - start);
        LogQl.Metric metric =
                new LogQl.Metric(
                        selection, "bytes_over_time", step / 1e9, "sum", !labels.isEmpty(), labels);
        Matrix matrix =
                range
                        ? Matrix.over(metric, start, end, step)
                        : new Matrix(metric, end, Parameters.SECOND, 1);
        matrix.fill(logs.existing(request.project()), range ? start : end, end);
        List<Map<String, Object>> result = matrix.result(!range);
        int most = parameters.number("limit", 100, MOST_VOLUMES);
        return LokiRoutes.data(
                range ? "matrix" : "vector", result.subList(0, Math.min(most, result.size())));
    }

    private Reply detectedLabels(Request request) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (Origin origin : origins(request)) {
            origin.labels()
                    .forEach((name, value) ->
                            values.computeIfAbsent(name, key -> new TreeSet<>()).add(value));
        }
        List<Object> labels = new ArrayList<>();
        values.forEach((name, all) -> labels.add(Map.of("label", name, "cardinality", all.size())));
        return Reply.json(Map.of("detectedLabels", labels));
    }

    /** Fields of the newest lines that are selected. */
    private Reply detectedFields(Request request) {
        Parameters parameters = parameters(request);
        LogQl.Selection selection = parameters.selection();
        int most = parameters.number("line_limit", 100, MOST_LOOKED_AT);
        int limit = parameters.number("limit", 1_000, MOST_LOOKED_AT);
        Map<String, Set<String>> values = new TreeMap<>();
        for (LogEntry entry : newest(request, selection, most)) {
            Line line = new Line(entry);
            line.fields()
                    .forEach((name, value) -> {
                        if (entry.origin().label(name).isEmpty()) {
                            values.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
                        }
                    });
        }
        List<Object> fields = new ArrayList<>();
        values.forEach((name, all) -> {
            if (fields.size() < limit) {
                fields.add(
                        Map.of(
                                "label",
                                Streams.name(name),
                                "type",
                                type(all),
                                "cardinality",
                                all.size()));
            }
        });
        return Reply.json(Map.of("fields", fields, "limit", limit));
    }

    private static String type(Set<String> values) {
        if (values.stream().allMatch(value -> value.matches("-?[0-9]{1,18}"))) {
            return "int";
        }
        if (values.stream().allMatch(value -> Quantity.parse(value).isPresent())) {
            boolean sizes = values.stream().allMatch(value -> value.endsWith("B"));
            boolean times = values.stream().allMatch(value -> value.matches(".*[smhd]"));
            return sizes ? "bytes" : times ? "duration" : "float";
        }
        return "string";
    }

    private List<LogEntry> newest(Request request, LogQl.Selection selection, int most) {
        Parameters parameters = parameters(request);
        return logs.existing(request.project())
                .map(store ->
                        LokiRoutes.asked(() ->
                                store.find(
                                                new Search(
                                                        selection.expr(store),
                                                        parameters.start(),
                                                        parameters.end() + 1,
                                                        true,
                                                        null,
                                                        most,
                                                        LokiRoutes.LONGEST))
                                        .entries()))
                .orElse(List.of());
    }

    /** Clients look at the version for what they may ask. */
    private static Reply buildInfo() {
        return Reply.json(
                Map.of(
                        "version",
                        "3.0.0",
                        "revision",
                        "",
                        "branch",
                        "",
                        "buildUser",
                        "",
                        "buildDate",
                        "",
                        "goVersion",
                        ""));
    }
}

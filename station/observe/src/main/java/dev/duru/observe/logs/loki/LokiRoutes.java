package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.Quantity;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Access;
import dev.duru.web.Handler;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Loki's paths for one project. */
public final class LokiRoutes {
    private static final String BASE = "/projects/{owner}/{project}/loki/api/v1";
    private static final Access READERS = Access.project(Role.READER);
    private static final Access SENDERS = Access.project(Role.DEVELOPER);
    private static final int LARGEST_BODY = 32 << 20;
    private static final int MOST_STEPS = 11_000;
    private static final long SECOND = 1_000_000_000L;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Logs logs;

    public LokiRoutes(Logs logs) {
        this.logs = logs;
    }

    /** Adds the routes. */
    public void add(Router router) {
        router.api("POST", BASE + "/push", SENDERS, this::push)
                .api("GET", BASE + "/label/{label}/values", READERS, this::values)
                .api("GET", BASE + "/index/stats", READERS, this::stats);
        both(router, "/query", this::query);
        both(router, "/query_range", this::range);
        both(router, "/labels", this::labels);
        both(router, "/series", this::series);
    }

    private static void both(Router router, String path, Handler handler) {
        router.api("GET", BASE + path, READERS, handler).api("POST", BASE + path, READERS, handler);
    }

    private Reply push(Request request) {
        String type = request.header("Content-Type").orElse("");
        byte[] body = request.bytes(LARGEST_BODY);
        List<Draft> drafts =
                type.startsWith("application/json") ? PushJson.read(body) : PushMessage.read(body);
        if (!drafts.isEmpty()) {
            asked(() -> logs.store(request.project()).append(drafts));
        }
        return Reply.noContent();
    }

    private interface Asked<T> {
        T ask();
    }

    private static <T> T asked(Asked<T> question) {
        try {
            return question.ask();
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    private static Optional<String> parameter(Request request, String name) {
        Optional<String> query = request.query(name);
        return query.isPresent() || !request.method().equals("POST") ? query : request.form(name);
    }

    private static String asking(Request request) {
        return parameter(request, "query")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> ProblemException.user("the parameter query is missing"));
    }

    private long nanos(Request request, String name, Instant otherwise) {
        String text = parameter(request, name).orElse("");
        if (text.isEmpty()) {
            return LogLine.nanos(otherwise);
        }
        if (text.matches("[0-9]{1,10}(\\.[0-9]+)?")) {
            return (long) (Double.parseDouble(text) * 1e3) * 1_000_000L;
        }
        if (text.matches("[0-9]{11,19}")) {
            return Long.parseLong(text);
        }
        try {
            return LogLine.nanos(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw ProblemException.user(
                    name + " '" + text + "' is neither nanoseconds since 1970 nor a time");
        }
    }

    private Reply query(Request request) {
        String text = asking(request);
        if (text.replace(" ", "").equals("vector(1)+vector(1)")) {
            // how Grafana asks whether somebody is there
            Object value = List.of(logs.now().getEpochSecond(), "2");
            return data("vector", List.of(Map.of("metric", Map.of(), "value", value)));
        }
        long time = nanos(request, "time", logs.now());
        return switch (LogQl.parse(text)) {
            case LogQl.Selection lines ->
                    lines(request, lines, Math.max(0, time - 3_600 * SECOND), time);
            case LogQl.Metric metric -> {
                Matrix matrix = new Matrix(metric, time, SECOND, 1);
                fill(request.project(), metric, matrix, time, time);
                yield data("vector", matrix.result(true));
            }
        };
    }

    private Reply range(Request request) {
        Instant now = logs.now();
        long end = nanos(request, "end", now);
        long start = nanos(request, "start", now.minus(Duration.ofHours(1)));
        return switch (LogQl.parse(asking(request))) {
            case LogQl.Selection lines -> lines(request, lines, start, end);
            case LogQl.Metric metric -> {
                long step = step(request, start, end);
                long steps = Math.max(0, end - start) / step + 1;
                if (steps > MOST_STEPS) {
                    throw ProblemException.user(
                            steps + " steps are more than " + MOST_STEPS + "; use a longer step");
                }
                Matrix matrix = new Matrix(metric, start, step, (int) steps);
                fill(request.project(), metric, matrix, start, end);
                yield data("matrix", matrix.result(false));
            }
        };
    }

    private static long step(Request request, long start, long end) {
        String text = parameter(request, "step").orElse("");
        if (text.isEmpty()) {
            return Math.max(SECOND, (end - start) / 250);
        }
        OptionalDouble seconds = Quantity.parse(text);
        if (seconds.isEmpty() || seconds.getAsDouble() < 0.001) {
            throw ProblemException.user("step '" + text + "' is not a time such as 30s");
        }
        return (long) (seconds.getAsDouble() * 1e9);
    }

    private static LogExpr expr(LogStore store, LogQl.Selection selection) {
        Set<String> keys = keys(store, selection.origins());
        return LogExpr.all(List.of(new LogExpr.SaidBy(keys), selection.expr()));
    }

    private static Set<String> keys(LogStore store, Predicate<Origin> origins) {
        return store.origins().stream()
                .filter(origins)
                .map(Origin::key)
                .collect(Collectors.toSet());
    }

    private void fill(
            ProjectName project, LogQl.Metric metric, Matrix matrix, long start, long end) {
        Optional<LogStore> store = logs.existing(project);
        store.ifPresent(one ->
                asked(() -> {
                    one.scan(
                            expr(one, metric.lines()),
                            Math.max(0, start - matrix.rangeNanos() + 1),
                            end + 1,
                            LONGEST,
                            entry -> {
                                matrix.add(entry, labels(entry, metric.lines().parsed()));
                                return true;
                            });
                    return true;
                }));
    }

    private static SortedMap<String, String> labels(LogEntry entry, boolean parsed) {
        if (!parsed) {
            return entry.origin().labels();
        }
        SortedMap<String, String> labels = new TreeMap<>();
        new Line(entry)
                .fields()
                .forEach((name, value) ->
                        labels.putIfAbsent(name.replaceAll("[^a-zA-Z0-9_]", "_"), value));
        return labels;
    }

    private Reply lines(Request request, LogQl.Selection selection, long start, long end) {
        String most = parameter(request, "limit").orElse("100");
        int limit = most.matches("[0-9]{1,5}") ? Integer.parseInt(most) : 100;
        boolean forward = parameter(request, "direction").orElse("").equalsIgnoreCase("forward");
        Map<SortedMap<String, String>, List<Object>> streams = new LinkedHashMap<>();
        Optional<LogStore> store = logs.existing(request.project());
        if (store.isPresent()) {
            List<LogEntry> found =
                    asked(() ->
                            store.get()
                                    .find(
                                            new Search(
                                                    expr(store.get(), selection),
                                                    start,
                                                    end,
                                                    !forward,
                                                    null,
                                                    limit,
                                                    LONGEST))
                                    .entries());
            for (LogEntry entry : found) {
                streams.computeIfAbsent(labels(entry, selection.parsed()), key -> new ArrayList<>())
                        .add(List.of(Long.toString(entry.nanos()), entry.text()));
            }
        }
        List<Object> result = new ArrayList<>();
        streams.forEach((labels, values) -> result.add(Map.of("stream", labels, "values", values)));
        return data("streams", result);
    }

    private static Reply data(String type, Object result) {
        return success(Map.of("resultType", type, "result", result, "stats", Map.of()));
    }

    private static Reply success(Object data) {
        return Reply.json(Map.of("status", "success", "data", data));
    }

    private Set<Origin> origins(Request request) {
        return logs.existing(request.project())
                .map(store -> asked(store::origins))
                .orElse(Set.of());
    }

    private Reply labels(Request request) {
        Set<String> names = new TreeSet<>();
        origins(request).forEach(origin -> names.addAll(origin.labels().keySet()));
        return success(names);
    }

    private Reply values(Request request) {
        Set<String> values = new TreeSet<>();
        origins(request).forEach(origin -> values.add(origin.label(request.param("label"))));
        values.remove("");
        return success(values);
    }

    private Reply series(Request request) {
        List<String> matchers = new ArrayList<>(request.queryAll("match[]"));
        matchers.addAll(request.queryAll("match"));
        if (request.method().equals("POST")) {
            matchers.addAll(request.formAll("match[]"));
        }
        Predicate<Origin> any = origin -> matchers.isEmpty();
        for (String text : matchers) {
            if (!(LogQl.parse(text) instanceof LogQl.Selection selection)) {
                throw ProblemException.user(
                        "'" + text + "' is not a selector such as {source=\"app\"}");
            }
            any = any.or(selection.origins());
        }
        return success(origins(request).stream().filter(any).map(Origin::labels).toList());
    }

    private Reply stats(Request request) {
        Optional<LogStore> store = logs.existing(request.project());
        return Reply.json(
                Map.of(
                        "streams",
                        origins(request).size(),
                        "chunks",
                        0,
                        "entries",
                        store.map(LogStore::lastId).orElse(0L),
                        "bytes",
                        store.map(LogStore::bytes).orElse(0L)));
    }
}

package dev.duru.observe.logs.loki;

import dev.duru.kernel.Role;
import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Access;
import dev.duru.web.Handler;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loki's paths for one project: lines in, and answers to queries. */
public final class LokiRoutes {
    static final String BASE = "/projects/{owner}/{project}/loki/api/v1";
    static final Access READERS = Access.project(Role.READER);
    static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Access SENDERS = Access.project(Role.DEVELOPER);
    private static final int LARGEST_BODY = 32 << 20;
    private static final int MOST_LINES = 99_999;

    private final Logs logs;

    public LokiRoutes(Logs logs) {
        this.logs = logs;
    }

    /** Adds the routes. */
    public void add(Router router) {
        router.api("POST", BASE + "/push", SENDERS, this::push)
                .socket("/api/v1" + BASE + "/tail", READERS, new LokiTail(logs)::open);
        both(router, "/query", this::query);
        both(router, "/query_range", this::range);
        new LokiIndex(logs).add(router);
    }

    static void both(Router router, String path, Handler handler) {
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

    /** A question to a store. */
    interface Asked<T> {
        T ask();
    }

    static <T> T asked(Asked<T> question) {
        try {
            return question.ask();
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    private Reply query(Request request) {
        Parameters parameters = new Parameters(request, logs.now());
        String text = parameters.query();
        if (text.replace(" ", "").equals("vector(1)+vector(1)")) {
            // how Grafana asks whether somebody is there
            Object value = List.of(logs.now().getEpochSecond(), "2");
            return data("vector", List.of(Map.of("metric", Map.of(), "value", value)));
        }
        long time = parameters.nanos("time", logs.now());
        return switch (LogQl.parse(text)) {
            case LogQl.Selection lines ->
                    lines(request, lines, Math.max(0, time - 3_600 * Parameters.SECOND), time);
            case LogQl.Metric metric -> {
                Matrix matrix = new Matrix(metric, time, Parameters.SECOND, 1);
                matrix.fill(logs.existing(request.project()), time, time);
                yield data("vector", matrix.result(true));
            }
        };
    }

    private Reply range(Request request) {
        Parameters parameters = new Parameters(request, logs.now());
        long end = parameters.end();
        long start = parameters.start();
        return switch (LogQl.parse(parameters.query())) {
            case LogQl.Selection lines -> lines(request, lines, start, end);
            case LogQl.Metric metric -> {
                Matrix matrix = Matrix.over(metric, start, end, parameters.step());
                matrix.fill(logs.existing(request.project()), start, end);
                yield data("matrix", matrix.result(false));
            }
        };
    }

    private Reply lines(Request request, LogQl.Selection selection, long start, long end) {
        Parameters parameters = new Parameters(request, logs.now());
        int limit = parameters.number("limit", 100, MOST_LINES);
        boolean forward = parameters.one("direction").orElse("").equalsIgnoreCase("forward");
        Streams streams = new Streams(selection.parsed());
        Optional<LogStore> store = logs.existing(request.project());
        if (store.isPresent()) {
            List<LogEntry> found =
                    asked(() ->
                            store.get()
                                    .find(
                                            new Search(
                                                    selection.expr(store.get()),
                                                    start,
                                                    end,
                                                    !forward,
                                                    null,
                                                    limit,
                                                    LONGEST))
                                    .entries());
            found.forEach(streams::add);
        }
        return data("streams", streams.result());
    }

    static Reply data(String type, Object result) {
        return success(Map.of("resultType", type, "result", result, "stats", Map.of()));
    }

    static Reply success(Object data) {
        return Reply.json(Map.of("status", "success", "data", data));
    }
}

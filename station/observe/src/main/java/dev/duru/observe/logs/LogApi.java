package dev.duru.observe.logs;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.Counts;
import dev.duru.web.Access;
import dev.duru.web.EventSink;
import dev.duru.web.Json;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of a project as JSON, and live. */
final class LogApi {
    static final Access READERS = Access.project(Role.READER);
    private static final String LOGS = "/projects/{owner}/{project}/logs";
    private static final int MOST_WAIT_SECONDS = 30;
    private static final int MOST_STEPS = 500;
    private static final int MOST_CONTEXT = 500;
    private static final int MOST_OF_TRACE = 5_000;

    private final Logs logs;

    LogApi(Logs logs) {
        this.logs = logs;
    }

    void add(Router router) {
        router.api("GET", LOGS, READERS, this::lines)
                .api("GET", LOGS + "/counts", READERS, this::counts)
                .api("GET", LOGS + "/fields", READERS, this::fields)
                .api("GET", LOGS + "/lines/{line}/context", READERS, this::context)
                .api("GET", LOGS + "/traces/{trace}", READERS, this::trace)
                .events("/{owner}/{project}/logs/live", READERS, this::live);
    }

    private Reply lines(Request request) {
        List<LogLine> lines = logs.lines(request.project(), query(request, 200));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("lines", lines);
        body.put("before", lines.isEmpty() ? 0 : lines.getFirst().id());
        return Reply.json(body);
    }

    private Reply counts(Request request) {
        LogQuery query = query(request, 1);
        Instant to = query.to() == null ? logs.now() : query.to();
        Instant from = query.from() == null ? to.minus(Duration.ofHours(1)) : query.from();
        int steps = (int) Math.clamp(number(request, "steps", 60), 1, MOST_STEPS);
        Counts counts = logs.counts(request.project(), query, from, to, steps);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("from", LogLine.at(counts.fromNanos()));
        body.put("stepSeconds", counts.stepNanos() / 1e9);
        body.put("total", counts.total());
        body.put("levels", counts.byLevel());
        return Reply.json(body);
    }

    private Reply fields(Request request) {
        return Reply.json(Map.of("fields", logs.fields(request.project())));
    }

    private Reply context(Request request) {
        long id = request.number("line");
        List<LogLine> lines =
                logs.context(
                        request.project(),
                        id,
                        (int) Math.min(MOST_CONTEXT, number(request, "before", 20)),
                        (int) Math.min(MOST_CONTEXT, number(request, "after", 20)));
        if (lines.isEmpty()) {
            throw ProblemException.notFound("there is no line " + id + ", or no longer");
        }
        return Reply.json(Map.of("lines", lines));
    }

    private Reply trace(Request request) {
        int most = (int) Math.clamp(number(request, "limit", 1_000), 1, MOST_OF_TRACE);
        return Reply.json(
                Map.of("lines", logs.ofTrace(request.project(), request.param("trace"), most)));
    }

    /** What the parameters of a request ask for; the same for page, API and stream. */
    static LogQuery query(Request request, int limit) {
        return new LogQuery(
                request.query("environment").orElse(""),
                number(request, "release", 0),
                request.query("q").orElse(""),
                request.query("regex").isPresent(),
                time(request, "from"),
                time(request, "to"),
                number(request, "before", Long.MAX_VALUE),
                Math.toIntExact(Math.min(5_000, number(request, "limit", limit))));
    }

    private static long number(Request request, String name, long otherwise) {
        String text = request.query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw ProblemException.user(name + " '" + text + "' is not a number");
        }
        return Long.parseLong(text);
    }

    private static @Nullable Instant time(Request request, String name) {
        String text = request.query(name).orElse("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(
                    text.endsWith("Z") ? text : text + (text.length() == 16 ? ":00Z" : "Z"));
        } catch (DateTimeParseException e) {
            throw ProblemException.user(
                    name + " '" + text + "' is not a time such as 2026-01-02T03:04:05Z");
        }
    }

    /** New lines as they come, those that fit the request. */
    private void live(Request request, EventSink sink) throws InterruptedException {
        LogExpr expr = query(request, 1).expr();
        try (LogWatch watch = new LogWatch(logs.store(request.project()))) {
            while (sink.isOpen()) {
                LogEntry entry = watch.next(MOST_WAIT_SECONDS);
                long missed = watch.missed();
                if (missed > 0) {
                    sink.send("missed", "", Long.toString(missed));
                }
                if (entry != null && new Line(entry).fits(expr)) {
                    sink.send("line", Long.toString(entry.id()), Json.write(LogLine.of(entry)));
                }
            }
        }
    }
}

package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.web.EventSink;
import dev.duru.web.Json;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lines of applications as JSON, and live. */
final class LogApi {
    private static final int MOST_WAIT_SECONDS = 30;

    private final Observe observe;

    LogApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        router.api("GET", "/projects/{owner}/{project}/logs", ObserveRoutes.readers(), this::lines)
                .events("/{owner}/{project}/logs/live", ObserveRoutes.readers(), this::live);
    }

    private Reply lines(Request request) {
        List<LogLine> lines = observe.lines(request.project(), query(request, 200));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("lines", lines);
        body.put("before", lines.isEmpty() ? 0 : lines.getFirst().id());
        return Reply.json(body);
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
        LogQuery query = query(request, 1);
        try (LogHub.Watch watch = observe.hub().watch(request.project())) {
            Predicate<LogLine> fits = fits(query);
            while (sink.isOpen()) {
                LogLine line = watch.next(MOST_WAIT_SECONDS);
                long missed = watch.missed();
                if (missed > 0) {
                    sink.send("missed", "", Long.toString(missed));
                }
                if (line != null && fits.test(line)) {
                    sink.send("line", Long.toString(line.id()), Json.write(line));
                }
            }
        }
    }

    private static Predicate<LogLine> fits(LogQuery query) {
        return line ->
                (query.environment().isEmpty() || query.environment().equals(line.environment()))
                        && (query.release() == 0 || query.release() == line.release())
                        && query.matcher(System.nanoTime() + 100_000_000L).test(line.text());
    }
}

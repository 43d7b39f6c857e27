package dev.duru.observe.traces;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.observe.otlp.OtlpJson;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Durations;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces in by OTLP, and out as JSON and pages. */
public final class TraceRoutes {
    private static final ClassLoader LOADER = TraceRoutes.class.getClassLoader();
    private static final Access READERS = Access.project(Role.READER);
    private static final String TRACES = "/projects/{owner}/{project}/traces";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int LARGEST_BODY = 32 << 20;
    private static final int LISTED = 20;
    private static final int MOST_LISTED = 100;
    private static final int MOST_LINES = 500;

    private final Traces traces;
    private final TraceLines lines;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts nav = Texts.of("dev.duru.observe", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe.traces", LOADER);

    public TraceRoutes(Traces traces, TraceLines lines) {
        this.traces = traces;
        this.lines = lines;
    }

    /** Adds the routes. */
    public void add(Router router) {
        router.api(
                        "POST",
                        "/projects/{owner}/{project}/otlp/v1/traces",
                        Access.project(Role.DEVELOPER),
                        this::take)
                .api("GET", TRACES, READERS, this::list)
                .api("GET", TRACES + "/{trace}", READERS, this::one)
                .page("/{owner}/{project}/traces", READERS, this::search)
                .page("/{owner}/{project}/traces/{trace}", READERS, this::waterfall);
    }

    private Reply take(Request request) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean json = type.startsWith("application/json");
        if (!json && !type.startsWith(PROTOBUF)) {
            return Reply.text("send " + PROTOBUF + " or application/json, not '" + type + "'\n")
                    .withStatus(415);
        }
        OtlpTraces.Read read;
        try {
            byte[] body = body(request);
            read = OtlpTraces.read(json ? OtlpJson.toMessage(body, OtlpJson.TRACES) : body);
        } catch (TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
        traces.keep(request.project(), read.spans());
        return json ? partial(read.refused()) : Reply.bytes(PROTOBUF, message(read.refused()));
    }

    private static byte[] body(Request request) {
        try {
            byte[] body = request.bodyStream().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw ProblemException.user(
                        "the body is larger than "
                                + (LARGEST_BODY >> 20)
                                + " MiB; send less at once");
            }
            return body;
        } catch (IOException e) {
            throw ProblemException.user("the body broke off");
        }
    }

    private static final String REFUSED =
            "a span needs a trace id of 16 bytes, an id of 8, and an end not before its start";

    private static Reply partial(int refused) {
        return Reply.json(
                Map.of(
                        "partialSuccess",
                        refused == 0
                                ? Map.of()
                                : Map.of(
                                        "rejectedSpans",
                                        String.valueOf(refused),
                                        "errorMessage",
                                        REFUSED)));
    }

    private static byte[] message(int refused) {
        MessageWriter answer = new MessageWriter();
        if (refused > 0) {
            answer.message(1, m -> m.whole(1, refused).text(2, REFUSED));
        }
        return answer.bytes();
    }

    private Reply list(Request request) {
        return Reply.json(
                Map.of(
                        "traces",
                        traces.find(request.project(), query(request)).stream()
                                .map(TraceRoutes::summary)
                                .toList()));
    }

    private static Map<String, Object> summary(Trace trace) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trace_id", trace.id());
        json.put("service", trace.root().service());
        json.put("name", trace.root().name());
        json.put("start", trace.start().toString());
        json.put("duration_ms", trace.millis());
        json.put("spans", trace.rows().size());
        json.put("errors", trace.errors());
        json.put("services", trace.services());
        return json;
    }

    private Trace found(Request request) {
        String id = request.param("trace").toLowerCase(Locale.ROOT);
        return traces.trace(request.project(), id)
                .orElseThrow(() ->
                        ProblemException.notFound("there is no trace " + id + ", or no longer"));
    }

    private Reply one(Request request) {
        Trace trace = found(request);
        Map<String, Object> json = summary(trace);
        json.put("spans", trace.rows().stream().map(row -> SpanJson.map(row.span())).toList());
        return Reply.json(json);
    }

    private static TraceQuery query(Request request) {
        return new TraceQuery(
                request.query("service").orElse("").strip(),
                request.query("name").orElse("").strip(),
                request.query("error").filter(text -> !text.equals("false")).isPresent(),
                duration(request, "min_duration"),
                duration(request, "max_duration"),
                nanos(request, "from", 0),
                nanos(request, "to", Long.MAX_VALUE),
                limit(request));
    }

    private static int limit(Request request) {
        String text = request.query("limit").orElse(String.valueOf(LISTED));
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw ProblemException.user(
                    "limit '" + text + "' is not a number from 1 to " + MOST_LISTED);
        }
        return Math.min(MOST_LISTED, Integer.parseInt(text));
    }

    private static @Nullable Duration duration(Request request, String name) {
        String text = request.query(name).orElse("").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Duration.ofMillis(Durations.millis(text));
        } catch (NumberFormatException e) {
            throw ProblemException.user(
                    name + " '" + text + "' is not a duration such as 250ms or 1.5");
        }
    }

    private static long nanos(Request request, String name, long otherwise) {
        String text = request.query(name).orElse("").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(
                    Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw ProblemException.user(
                    name + " '" + text + "' is not a time such as 2026-01-02T03:04:05Z");
        }
    }

    private Map<String, Object> params(Request request) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", request.project());
        params.put("nav", nav.in(request.language()));
        params.put("words", texts.in(request.language()));
        return params;
    }

    private Reply page(Request request, String template, Map<String, Object> params) {
        String title = texts.text(request.language(), "traces.title");
        return Reply.page(new Page(title, Tab.OBSERVE, templates.render(template, params)));
    }

    private Reply search(Request request) {
        ProjectName project = request.project();
        Map<String, Object> params = params(request);
        String wrong = "";
        List<Trace> found = List.of();
        try {
            found = traces.find(project, query(request));
        } catch (ProblemException e) {
            wrong = e.detail();
        }
        params.put("found", found);
        params.put("wrong", wrong);
        params.put("services", traces.services(project));
        for (String name : List.of("service", "name", "min_duration", "error")) {
            params.put(name.replace("_d", "D"), request.query(name).orElse(""));
        }
        return page(request, "traces.jte", params);
    }

    private Reply waterfall(Request request) {
        Trace trace = found(request);
        Map<String, Object> params = params(request);
        params.put("trace", trace);
        params.put("view", new TraceView(trace));
        params.put("lines", lines.of(request.project(), trace.id(), MOST_LINES));
        return page(request, "trace.jte", params);
    }
}

package dev.duru.observe.logs;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.store.Counts;
import dev.duru.logs.store.Found;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The search of lines, and a line with what was said around it. */
final class LogPages {
    private static final ClassLoader LOADER = LogPages.class.getClassLoader();
    private static final int PAGE_LINES = 300;
    private static final int BARS = 120;
    private static final int AROUND = 30;
    private static final Duration LEAST = Duration.ofMinutes(5);

    private final Logs logs;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe.logs", LOADER);

    LogPages(Logs logs) {
        this.logs = logs;
    }

    void add(Router router) {
        router.page("/{owner}/{project}/logs", LogApi.READERS, this::search)
                .page("/{owner}/{project}/logs/lines/{line}", LogApi.READERS, this::line)
                .asset("logs.js", LOADER, "dev/duru/observe/logs/logs.js");
    }

    private Reply search(Request request) {
        ProjectName project = request.project();
        LogQuery query = LogApi.query(request, PAGE_LINES);
        String wrong = "";
        Found found = new Found(List.of(), true);
        Counts counts = new Counts(0, 1, new TreeMap<>());
        try {
            found = logs.found(project, query);
            counts = counts(project, query, found);
        } catch (ProblemException e) {
            wrong = e.problem().detail();
            query = withoutText(query);
        }
        List<LogLine> lines = found.entries().reversed().stream().map(LogLine::of).toList();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project);
        params.put("lines", lines);
        params.put("query", query);
        params.put("text", request.query("q").orElse(""));
        params.put("scopes", new LogScopes(logs.scopes(project), query.environment()));
        params.put("counts", counts);
        params.put("link", withOther(request, "from|to|before"));
        params.put("older", lines.size() == query.limit() ? older(request, lines) : "");
        params.put("newest", query.beforeId() == Long.MAX_VALUE && query.to() == null);
        params.put("notices", notices(request, project, wrong, found));
        params.put("words", texts.in(request.language()));
        String title = texts.text(request.language(), "logs.title");
        return Reply.page(
                new Page(title, Tab.LOGS, templates.render("logs.jte", params))
                        .withScripts("logs.js"));
    }

    private static LogQuery withoutText(LogQuery query) {
        return new LogQuery(
                query.environment(),
                query.release(),
                "",
                false,
                query.from(),
                query.to(),
                query.beforeId(),
                query.limit());
    }

    private List<String> notices(Request request, ProjectName project, String wrong, Found found) {
        List<String> notices = new ArrayList<>();
        if (!wrong.isEmpty()) {
            notices.add(wrong);
        }
        if (!found.whole()) {
            notices.add(texts.text(request.language(), "logs.partial"));
        }
        String problem = logs.problem(project);
        if (!problem.isEmpty()) {
            notices.add(problem);
        }
        return notices;
    }

    /** Over the time that was asked for, else over that of the lines shown. */
    private Counts counts(ProjectName project, LogQuery query, Found found) {
        Instant to = Objects.requireNonNullElse(query.to(), logs.now().plusSeconds(1));
        LogEntry first = found.entries().isEmpty() ? null : found.entries().getLast();
        Instant from = query.from();
        if (from == null) {
            from = first == null ? to.minus(LEAST) : LogLine.at(first.nanos());
            from = from.isAfter(to.minus(LEAST)) ? to.minus(LEAST) : from;
        }
        return logs.counts(project, query, from, to, BARS);
    }

    private static String older(Request request, List<LogLine> lines) {
        return withOther(request, "before") + "before=" + lines.getFirst().id();
    }

    /** The query of this page without some parameters, ready for others. */
    private static String withOther(Request request, String names) {
        String rest = request.rawQuery().replaceAll("(^|&)(" + names + ")=[^&]*", "");
        rest = rest.startsWith("&") ? rest.substring(1) : rest;
        return "?" + (rest.isEmpty() ? "" : rest + "&");
    }

    private Reply line(Request request) {
        ProjectName project = request.project();
        long id = request.number("line");
        List<LogLine> around = logs.context(project, id, AROUND, AROUND);
        LogLine line =
                around.stream()
                        .filter(one -> one.id() == id)
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no line " + id + ", or no longer"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project);
        params.put("line", line);
        params.put("around", around);
        params.put("words", texts.in(request.language()));
        String title = texts.text(request.language(), "logs.title");
        return Reply.page(new Page(title, Tab.LOGS, templates.render("line.jte", params)));
    }
}

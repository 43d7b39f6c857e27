package dev.duru.pipeline;

import dev.duru.kernel.Role;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.web.Access;
import dev.duru.web.EventSink;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import gg.jte.Content;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The log of a job: a window of lines at a time, so that a log of any size opens at once, and new
 * lines as they come.
 */
final class LogPages {
    private static final String JOB = "/{owner}/{project}/runs/{number}/jobs/{job}";
    private static final Access READER = Access.project(Role.READER);

    /** Lines of one window. */
    static final int WINDOW = 1500;

    private static final int MOST_HITS = 200;

    private final Pipeline pipeline;
    private final Sheets sheets;

    LogPages(Pipeline pipeline, Sheets sheets) {
        this.pipeline = pipeline;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(JOB, READER, this::show)
                .page(JOB + "/raw", READER, this::raw)
                .events(JOB + "/lines", READER, this::follow)
                .asset(
                        "job-log.js",
                        LogPages.class.getClassLoader(),
                        "dev/duru/pipeline/job-log.js");
    }

    private JobRow job(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        return pipeline.job(run, request.number("job"));
    }

    private Reply show(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        JobRow job = pipeline.job(run, request.number("job"));
        LogFile log = pipeline.log(job);
        long total = log.lines();
        String wanted = request.query("q").orElse("").strip();
        long latest = Math.max(1, total - WINDOW + 1);
        long from = Math.clamp(PipelineApi.number(request, "from", latest), 1, Math.max(1, total));
        List<LogLine> lines =
                wanted.isEmpty() ? log.read(from, WINDOW) : log.search(wanted, 1, MOST_HITS);
        long last = lines.isEmpty() ? 0 : lines.getLast().number();
        Content html = LogHtml.of(lines);
        Map<String, Object> params = new HashMap<>();
        params.put("run", run);
        params.put("job", job);
        params.put("jobs", pipeline.jobs(run));
        params.put("steps", pipeline.steps(job));
        params.put("base", PipelinePages.path(run));
        params.put("log", html);
        params.put("total", total);
        params.put("from", from);
        params.put("last", last);
        params.put("query", wanted);
        params.put("hits", wanted.isEmpty() ? -1 : lines.size());
        params.put("window", WINDOW);
        params.put("live", wanted.isEmpty() && last >= total && !job.state().isFinal());
        return Reply.page(
                sheets.page(request, job.name(), "log", params).withScripts("job-log.js"));
    }

    private Reply raw(Request request) {
        LogFile log = pipeline.log(job(request));
        return Reply.stream(
                        "text/plain; charset=utf-8",
                        out -> PipelineApi.write(log, 1, Long.MAX_VALUE, out))
                .withHeader("X-Content-Type-Options", "nosniff");
    }

    /** Sends lines after {@code after} until the job has ended and all are sent. */
    private void follow(Request request, EventSink sink) throws InterruptedException {
        JobRow job = job(request);
        LogFile log = pipeline.log(job);
        long seen =
                request.header("Last-Event-ID")
                        .filter(id -> id.matches("[0-9]{1,18}"))
                        .map(Long::parseLong)
                        .orElse(PipelineApi.number(request, "after", 0));
        Semaphore moved = new Semaphore(0);
        AutoCloseable watching = pipeline.watch(progress -> moved.release());
        try {
            while (sink.isOpen()) {
                boolean ended = job(request).state().isFinal();
                List<LogLine> lines = log.read(seen + 1, WINDOW);
                for (LogLine line : lines) {
                    sink.send(event(line), Long.toString(line.number()), html(line));
                    seen = line.number();
                }
                if (lines.size() < WINDOW && ended) {
                    sink.send("end", Long.toString(seen), "");
                    return;
                }
                if (lines.size() < WINDOW && moved.tryAcquire(250, TimeUnit.MILLISECONDS)) {
                    moved.drainPermits();
                }
            }
        } finally {
            close(watching);
        }
    }

    private static void close(AutoCloseable watching) {
        try {
            watching.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watcher cannot be closed", e);
        }
    }

    private static String event(LogLine line) {
        return switch (line.kind()) {
            case GROUP -> "group";
            case END_GROUP -> "endgroup";
            case OUTPUT, SYSTEM, DEBUG, NOTICE, WARNING, ERROR, COMMAND -> "line";
        };
    }

    private static String html(LogLine line) {
        return switch (line.kind()) {
            case GROUP -> LogHtml.summary(line);
            case END_GROUP -> "";
            case OUTPUT, SYSTEM, DEBUG, NOTICE, WARNING, ERROR, COMMAND -> LogHtml.line(line);
        };
    }
}

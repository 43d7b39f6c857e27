package dev.duru.pipeline;

import dev.duru.kernel.Role;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.log.LogSearch;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.web.Access;
import dev.duru.web.EventSink;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The log of a job. The page holds the last lines; its script asks for an outline (steps, groups,
 * errors) and then only for the windows of lines that are on the screen, so that a log of any size
 * opens at once and takes no more memory than a small one. While the job runs, a stream of events
 * tells how long the log is, and nothing of what is in it.
 */
final class LogPages {
    private static final String RUN = "/{owner}/{project}/runs/{number}";
    private static final String JOB = RUN + "/jobs/{job}";
    private static final Access READER = Access.project(Role.READER);

    /** Lines of the page itself, and the most that one window may have. */
    static final int WINDOW = 500;

    /** Places of hits that are given at once. */
    private static final int MOST_PLACES = 5_000;

    private static final int ROW_CHARACTERS = 4 * 1024 * 1024;

    private final Pipeline pipeline;
    private final Sheets sheets;

    LogPages(Pipeline pipeline, Sheets sheets) {
        this.pipeline = pipeline;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(JOB, READER, this::show)
                .page(JOB + "/raw", READER, this::raw)
                .page(JOB + "/outline", READER, this::outline)
                .page(JOB + "/window", READER, this::window)
                .page(JOB + "/find", READER, this::find)
                .events(JOB + "/live", READER, this::live)
                .api("GET", "/projects" + JOB + "/outline", READER, this::outline)
                .api("GET", "/projects" + RUN + "/search", READER, this::searchJson)
                .page(RUN + "/search", READER, this::search)
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
        long latest = Math.max(1, total - WINDOW + 1);
        long from = Math.clamp(PipelineApi.number(request, "from", latest), 1, Math.max(1, total));
        List<LogLine> lines = log.read(from, WINDOW);
        Map<String, Object> params = new HashMap<>();
        params.put("run", run);
        params.put("job", job);
        params.put("jobs", pipeline.jobs(run));
        params.put("steps", pipeline.steps(job));
        params.put("turn", pipeline.queue().indexOf(job.id()) + 1);
        params.put("approval", pipeline.approvals().inbox(job));
        params.put("base", PipelinePages.path(run));
        params.put("log", LogHtml.of(lines));
        params.put("total", total);
        params.put("from", from);
        params.put("last", lines.isEmpty() ? 0L : lines.getLast().number());
        params.put("window", WINDOW);
        return Reply.page(
                sheets.page(request, job.name(), "log", params).withScripts("job-log.js"));
    }

    private Reply raw(Request request) {
        JobRow job = job(request);
        LogFile log = pipeline.log(job);
        boolean times = request.query("times").isPresent();
        Reply reply =
                Reply.stream(
                                "text/plain; charset=utf-8",
                                out -> PipelineApi.write(log, 1, Long.MAX_VALUE, times, out))
                        .withHeader("X-Content-Type-Options", "nosniff");
        String name = job.key().replaceAll("[^A-Za-z0-9._-]", "_") + ".log";
        return request.query("download").isPresent()
                ? reply.withHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                : reply;
    }

    private Reply outline(Request request) {
        JobRow job = job(request);
        LogFile log = pipeline.log(job);
        // The state first: when it is final, the log is whole.
        boolean ended = job.state().isFinal();
        return Reply.json(LogHtml.outline(log.marks(), log.lines(), ended));
    }

    /** Lines {@code from} to {@code to}; fewer when they are very long. */
    private Reply window(Request request) {
        LogFile log = pipeline.log(job(request));
        long from = Math.max(1, PipelineApi.number(request, "from", 1));
        long to = PipelineApi.number(request, "to", from + WINDOW - 1);
        List<List<Object>> rows = new java.util.ArrayList<>();
        long[] characters = {0};
        log.scan(
                from,
                line -> {
                    if (line.number() < from) {
                        return true;
                    }
                    if (line.number() > to || rows.size() >= WINDOW) {
                        return false;
                    }
                    rows.add(LogHtml.row(line));
                    characters[0] += Math.min(line.text().length(), LogHtml.LONGEST);
                    return characters[0] < ROW_CHARACTERS;
                });
        return Reply.json(rows);
    }

    private static LogSearch search(Request request, String text) {
        return LogSearch.of(
                text, request.query("regex").isPresent(), request.query("exact").isPresent());
    }

    /** The numbers of the lines of this log that hold a text. */
    private Reply find(Request request) {
        LogSearch search = search(request, request.query("q").orElse(""));
        LogSearch.Found found =
                search.search(
                        pipeline.log(job(request)),
                        PipelineApi.number(request, "from", 1),
                        new LogSearch.Limits(MOST_PLACES, 0, Duration.ofSeconds(8)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("count", found.count());
        answer.put("lines", found.hits().stream().map(hit -> hit.line().number()).toList());
        answer.put("whole", found.whole());
        return Reply.json(answer);
    }

    /** Searches all jobs of a run. */
    private Reply search(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        String text = request.query("q").orElse("");
        Map<String, Object> params = new HashMap<>();
        params.put("run", run);
        params.put("base", PipelinePages.path(run));
        params.put("query", text);
        params.put("regex", request.query("regex").isPresent());
        params.put("exact", request.query("exact").isPresent());
        params.put("problem", "");
        params.put("found", new RunSearch(List.of(), 0, true));
        if (!text.isEmpty()) {
            try {
                params.put("found", RunSearch.of(pipeline, run, search(request, text)));
            } catch (dev.duru.kernel.ProblemException e) {
                params.put("problem", e.detail());
            }
        }
        String title = sheets.words(request).text("search.title", run.number());
        return Reply.page(sheets.page(request, title, "search", params));
    }

    private Reply searchJson(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        LogSearch search = search(request, request.query("q").orElse(""));
        return Reply.json(RunJson.search(RunSearch.of(pipeline, run, search)));
    }

    /** Tells how many lines there are, whenever that changes, until the job has ended. */
    private void live(Request request, EventSink sink) throws InterruptedException {
        JobRow job = job(request);
        LogFile log = pipeline.log(job);
        long seen = -1;
        Semaphore moved = new Semaphore(0);
        AutoCloseable watching =
                pipeline.watch(progress -> {
                    if (progress.runId() == job.runId()) {
                        moved.release();
                    }
                });
        try {
            while (sink.isOpen()) {
                boolean ended = job(request).state().isFinal();
                long lines = log.lines();
                if (lines != seen || ended) {
                    sink.send(
                            ended ? "end" : "grow",
                            Long.toString(lines),
                            lines + " " + log.markCount());
                    seen = lines;
                }
                if (ended) {
                    return;
                }
                if (moved.tryAcquire(250, TimeUnit.MILLISECONDS)) {
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
}

package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of runs; described in {@code openapi.json}. */
final class PipelineApi {
    private static final String RUNS = "/projects/{owner}/{project}/runs";
    private static final String RUN = RUNS + "/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);

    private final Pipeline pipeline;

    PipelineApi(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** The body that starts a run. */
    record Dispatch(
            @Nullable String workflow,
            @Nullable String ref,
            @Nullable Map<String, String> inputs) {}

    /**
     * What to run again.
     *
     * @param only {@code all} (which is the default) or {@code failed}
     * @param job the id of one job, in place of {@code only}
     */
    record Again(@Nullable String only, @Nullable Long job, @Nullable Boolean debug) {}

    void add(Router router) {
        router.api("GET", RUNS, READER, this::list)
                .api("POST", RUNS, DEVELOPER, this::dispatch)
                .api("GET", RUN, READER, this::show)
                .api("POST", RUN + "/cancel", DEVELOPER, this::cancel)
                .api("POST", RUN + "/rerun", DEVELOPER, this::rerun)
                .api("GET", RUN + "/attempts", READER, this::attempts)
                .api("GET", RUN + "/jobs", READER, this::jobs)
                .api("GET", RUN + "/jobs/{job}/log", READER, this::log)
                .api("GET", RUN + "/artifacts", READER, this::artifacts)
                .api("GET", RUN + "/artifacts/{name}", READER, this::artifact)
                .api("GET", RUN + "/tests", READER, this::tests);
    }

    private RunRow run(Request request) {
        return pipeline.run(request.project(), request.number("number"));
    }

    private Reply list(Request request) {
        return Reply.json(
                pipeline.runs(request.project(), filter(request)).stream()
                        .map(RunJson::run)
                        .toList());
    }

    static RunFilter filter(Request request) {
        int limit = (int) Math.clamp(number(request, "limit", 50), 1, 200);
        String branch = request.query("branch").orElse("");
        String state = request.query("state").orElse("").toUpperCase(java.util.Locale.ROOT);
        return RunFilter.newest(limit)
                .withBefore(number(request, "before", Long.MAX_VALUE))
                .withRef(
                        branch.isEmpty() || branch.startsWith("refs/")
                                ? branch
                                : "refs/heads/" + branch)
                .withWorkflow(request.query("workflow").orElse(""))
                .withState(state)
                .withCommit(request.query("commit").orElse(""));
    }

    static long number(Request request, String name, long otherwise) {
        String text = request.query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw ProblemException.user("'" + name + "' is '" + text + "'; write a number");
        }
        return Long.parseLong(text);
    }

    private Reply dispatch(Request request) {
        Dispatch body = request.json(Dispatch.class);
        String workflow = body.workflow();
        if (workflow == null || workflow.isBlank()) {
            throw ProblemException.user("'workflow' is missing; name the file, such as ci.yml");
        }
        String ref = body.ref();
        Map<String, String> inputs = body.inputs();
        RunRow run =
                pipeline.dispatch(
                        request.project(),
                        workflow,
                        ref == null ? "" : ref,
                        inputs == null ? Map.of() : inputs,
                        request.identity().user());
        return created(run);
    }

    private static Reply created(RunRow run) {
        return Reply.created(
                "/api/v1/projects/" + run.project() + "/runs/" + run.number(), RunJson.run(run));
    }

    private Reply show(Request request) {
        RunRow run = run(request);
        Map<String, Object> whole =
                RunJson.whole(
                        run,
                        pipeline.jobs(run),
                        pipeline::steps,
                        pipeline.annotations(run),
                        pipeline.queue());
        whole.put("environments", RunJson.places(pipeline.environments(run)));
        pipeline.above(run)
                .filter(link -> RunPage.visible(link, request))
                .ifPresent(link -> whole.put("startedBy", RunJson.link(link)));
        whole.put(
                "downstream",
                pipeline.below(run).stream()
                        .filter(link -> RunPage.visible(link, request))
                        .map(RunJson::link)
                        .toList());
        whole.put("coverage", RunJson.coverage(pipeline.coverage().of(run)));
        return Reply.json(whole);
    }

    private Reply cancel(Request request) {
        pipeline.cancel(
                request.project(),
                request.number("number"),
                request.identity().user(),
                request.query("force").filter("true"::equals).isPresent());
        return Reply.json(RunJson.run(run(request))).withStatus(202);
    }

    private Reply rerun(Request request) {
        Again body = again(request);
        String only = body.only();
        Long job = body.job();
        Rerun mode = new Rerun.All();
        if (job != null) {
            mode = new Rerun.One(job);
        } else if ("failed".equals(only)) {
            mode = new Rerun.Failed();
        } else if (only != null && !only.equals("all")) {
            throw ProblemException.user("'only' is '" + only + "'; write all or failed");
        }
        return created(
                pipeline.rerun(
                        request.project(),
                        request.number("number"),
                        mode,
                        Boolean.TRUE.equals(body.debug()),
                        request.identity().user()));
    }

    /** A request without a body means all. */
    private static Again again(Request request) {
        boolean none =
                request.header("Transfer-Encoding").isEmpty()
                        && request.header("Content-Length").orElse("0").equals("0");
        return none ? new Again(null, null, null) : request.json(Again.class);
    }

    private Reply attempts(Request request) {
        return Reply.json(
                pipeline.earlierAttempts(run(request)).stream().map(RunJson::attempt).toList());
    }

    private Reply jobs(Request request) {
        List<Long> queue = pipeline.queue();
        return Reply.json(
                jobsOf(run(request), number(request, "attempt", 0)).stream()
                        .map(job -> RunJson.job(job, pipeline.steps(job), queue))
                        .toList());
    }

    private List<JobRow> jobsOf(RunRow run, long attempt) {
        return attempt == 0 ? pipeline.jobs(run) : pipeline.jobs(run, (int) attempt);
    }

    /** Lines {@code from} to {@code to}, both counted from 1; without them the whole log. */
    private Reply log(Request request) {
        JobRow job = pipeline.job(run(request), request.number("job"));
        long from = Math.max(1, number(request, "from", 1));
        long to = number(request, "to", Long.MAX_VALUE);
        LogFile log = pipeline.log(job);
        return Reply.stream("text/plain; charset=utf-8", out -> write(log, from, to, false, out));
    }

    /** Writes lines without colours; with {@code times}, each after its time in UTC. */
    static void write(LogFile log, long from, long to, boolean times, OutputStream out) {
        log.scan(
                from,
                line -> {
                    if (line.number() < from) {
                        return true;
                    }
                    if (line.number() > to) {
                        return false;
                    }
                    try {
                        String time = times ? java.time.Instant.ofEpochMilli(line.at()) + " " : "";
                        out.write(
                                (time + Ansi.plain(line.text()) + "\n")
                                        .getBytes(StandardCharsets.UTF_8));
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private Reply artifacts(Request request) {
        return Reply.json(
                pipeline.artifacts(run(request)).stream().map(RunJson::artifact).toList());
    }

    private Reply artifact(Request request) {
        return download(request);
    }

    /** An artifact as a zip file. */
    Reply download(Request request) {
        String name = request.param("name");
        ArtifactRow artifact =
                pipeline.artifacts(run(request)).stream()
                        .filter(row -> row.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "the run has no artifact '" + name + "', or it expired"));
        return Reply.file("application/zip", pipeline.artifactFile(artifact), name + ".zip");
    }

    private Reply tests(Request request) {
        return Reply.json(RunJson.tests(pipeline.tests(run(request))));
    }
}

package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of runs, and a run. */
final class PipelinePages {
    private static final String RUNS = "/{owner}/{project}/runs";
    private static final String RUN = RUNS + "/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final int LONGEST_LIST = 40;

    private final Pipeline pipeline;
    private final Sheets sheets;

    PipelinePages(Pipeline pipeline, Sheets sheets) {
        this.pipeline = pipeline;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(RUNS, READER, this::list)
                .form(RUNS, DEVELOPER, this::dispatch)
                .page(RUN, READER, this::show)
                .form(RUN + "/cancel", DEVELOPER, this::cancel)
                .form(RUN + "/rerun", DEVELOPER, this::rerun)
                .page(RUN + "/artifacts/{name}", READER, new PipelineApi(pipeline)::download);
    }

    private Reply list(Request request) {
        ProjectName project = request.project();
        RunFilter filter = PipelineApi.filter(request);
        List<RunRow> runs =
                pipeline.runs(
                        project,
                        new RunFilter(
                                filter.ref(),
                                filter.workflow(),
                                filter.commit(),
                                filter.state(),
                                filter.before(),
                                LONGEST_LIST));
        String branch = request.query("branch").orElse("");
        String next =
                runs.size() < LONGEST_LIST
                        ? ""
                        : "/%s/runs?before=%d&branch=%s&workflow=%s&state=%s"
                                .formatted(
                                        project,
                                        runs.getLast().number(),
                                        encode(branch),
                                        encode(filter.workflow()),
                                        encode(request.query("state").orElse("")));
        Map<String, Object> params = new HashMap<>();
        params.put("project", project);
        params.put("runs", runs);
        params.put("branch", branch);
        params.put("workflow", filter.workflow());
        params.put("state", request.query("state").orElse(""));
        params.put("workflows", pipeline.workflows(project));
        params.put("mainBranch", pipeline.defaultBranch(project));
        params.put("mayRun", request.may(Role.DEVELOPER));
        params.put("next", next);
        params.put("origin", request.origin());
        return Reply.page(
                sheets.page(request, sheets.words(request).text("runs.title"), "runs", params));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply dispatch(Request request) {
        RunRow run =
                pipeline.dispatch(
                        request.project(),
                        request.required("workflow"),
                        request.form("ref").orElse("").strip(),
                        Map.of(),
                        request.identity().user());
        return Reply.redirect(path(run));
    }

    static String path(RunRow run) {
        return "/" + run.project() + "/runs/" + run.number();
    }

    private Reply show(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        Map<String, Object> params = new HashMap<>();
        params.put(
                "view",
                RunPage.of(
                        pipeline,
                        run,
                        (int) PipelineApi.number(request, "attempt", run.attempt())));
        params.put("mayRun", request.may(Role.DEVELOPER));
        String title = sheets.words(request).text("run.title", run.number());
        return Reply.page(sheets.page(request, title, "run", params));
    }

    private Reply cancel(Request request) {
        // Who presses the button again will not wait for what the run does at its end.
        boolean again =
                pipeline.run(request.project(), request.number("number")).state()
                        == State.CANCELLING;
        pipeline.cancel(
                request.project(), request.number("number"), request.identity().user(), again);
        return Reply.redirect("/" + request.project() + "/runs/" + request.number("number"));
    }

    /** Fields: {@code only} (all or failed) or {@code job} (an id), and {@code debug}. */
    private Reply rerun(Request request) {
        Optional<String> job = request.form("job").filter(id -> id.matches("[0-9]{1,18}"));
        Rerun mode =
                job.isPresent()
                        ? new Rerun.One(Long.parseLong(job.get()))
                        : request.form("only").orElse("").equals("failed")
                                ? new Rerun.Failed()
                                : new Rerun.All();
        return Reply.redirect(
                path(
                        pipeline.rerun(
                                request.project(),
                                request.number("number"),
                                mode,
                                request.form("debug").isPresent(),
                                request.identity().user())));
    }
}

package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.SavedCaches;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.YieldStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs, jobs, artifacts, caches, and starting workflows. */
final class ActionsCalls {
    private static final int MOST = 1000;

    private final Database database;
    private final RunStore runs = new RunStore();
    private final YieldStore yields = new YieldStore();
    private final SavedCaches caches = new SavedCaches();
    private final Function<ArtifactRow, String> artifactUrl;
    private final Starts starts;

    /** {@code artifactUrl} gives an artifact's bytes to whoever has it, for a while. */
    ActionsCalls(Database database, Function<ArtifactRow, String> artifactUrl, Starts starts) {
        this.database = database;
        this.artifactUrl = artifactUrl;
        this.starts = starts;
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("actions");
        Caller.Need write = Caller.Need.write("actions");
        String root = "/repos/{owner}/{repo}/actions";
        String artifact = root + "/artifacts/{id}";
        return List.of(
                new Endpoint("GET", root + "/runs", read, this::list),
                new Endpoint("GET", root + "/runs/{id}", read, this::run),
                new Endpoint("GET", root + "/runs/{id}/jobs", read, this::jobs),
                new Endpoint("GET", root + "/runs/{id}/attempts/{n}/jobs", read, this::jobs),
                new Endpoint("GET", root + "/jobs/{id}", read, this::job),
                new Endpoint("GET", root + "/runs/{id}/artifacts", read, this::artifacts),
                new Endpoint("GET", root + "/artifacts", read, this::allArtifacts),
                new Endpoint("GET", artifact, read, this::artifact),
                new Endpoint("DELETE", artifact, write, this::deleteArtifact),
                new Endpoint("GET", artifact + "/{format}", read, this::download),
                new Endpoint(
                        "GET", root + "/workflows/{workflow}/runs", read, this::runsOfWorkflow),
                new Endpoint(
                        "POST", root + "/workflows/{workflow}/dispatches", write, this::dispatch),
                new Endpoint(
                        "POST",
                        "/repos/{owner}/{repo}/dispatches",
                        Caller.Need.write("contents"),
                        this::announce),
                new Endpoint("GET", root + "/caches", read, this::caches),
                new Endpoint("DELETE", root + "/caches", write, this::deleteCaches),
                new Endpoint("DELETE", root + "/caches/{id}", write, this::deleteCache));
    }

    private Answer list(Call call) {
        return page(call, runs(call));
    }

    private Answer runsOfWorkflow(Call call) {
        String name = call.param("workflow");
        return page(
                call,
                runs(call).stream().filter(run -> run.workflow().endsWith("/" + name)).toList());
    }

    private List<RunRow> runs(Call call) {
        RunFilter filter = RunFilter.newest(MOST).withCommit(call.query("head_sha"));
        String branch = call.query("branch");
        String event = call.query("event");
        String status = call.query("status");
        return database.read(sql -> runs.runs(sql, call.project(), filter)).stream()
                .filter(run -> branch.isEmpty() || run.refName().equals(branch))
                .filter(run -> event.isEmpty() || run.event().equals(event))
                .filter(run ->
                        status.isEmpty()
                                || status.equals(status(run.state()))
                                || status.equals(conclusion(run.state())))
                .toList();
    }

    private static Answer page(Call call, List<RunRow> all) {
        return call.page(
                all,
                page ->
                        Shape.of(
                                "total_count",
                                all.size(),
                                "workflow_runs",
                                page.stream().map(run -> shown(call, run)).toList()));
    }

    private RunRow existing(Call call) {
        return database.read(sql -> runs.run(sql, call.number("id")))
                .filter(run -> run.project().equals(call.project()))
                .orElseThrow(RestException::notFound);
    }

    private Answer run(Call call) {
        return Answer.ok(shown(call, existing(call)));
    }

    private static Map<String, Object> shown(Call call, RunRow run) {
        String path = "/actions/runs/" + run.id();
        return Shape.of(
                "id", run.id(),
                "node_id", "run:" + run.id(),
                "name", run.name(),
                "display_title", run.title(),
                "run_number", run.number(),
                "run_attempt", run.attempt(),
                "event", run.event(),
                "status", status(run.state()),
                "conclusion", conclusion(run.state()),
                "head_branch", run.refName(),
                "head_sha", run.commit(),
                "path", run.workflow(),
                "workflow_id", Integer.toUnsignedLong(run.workflow().hashCode()),
                "actor", Shape.user(call, run.by()),
                "triggering_actor", Shape.user(call, run.triggeredBy()),
                "pull_requests", List.of(),
                "created_at", Shape.time(run.queuedAt()),
                "updated_at",
                        Shape.time(run.finishedAt().or(run::startedAt).orElse(run.queuedAt())),
                "run_started_at", Shape.time(run.startedAt().orElse(run.queuedAt())),
                "url", call.url(path),
                "jobs_url", call.url(path + "/jobs"),
                "artifacts_url", call.url(path + "/artifacts"),
                "html_url", call.server() + "/" + call.project() + "/runs/" + run.number());
    }

    /** GitHub's word for where something is. */
    static String status(State state) {
        return switch (state) {
            case WAITING -> "waiting";
            case QUEUED -> "queued";
            case RUNNING, CANCELLING -> "in_progress";
            case SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> "completed";
        };
    }

    /** GitHub's word for how something ended; null before. */
    static @Nullable String conclusion(State state) {
        return switch (state) {
            case WAITING, QUEUED, RUNNING, CANCELLING -> null;
            case SUCCESS -> "success";
            case FAILED, ERRORED -> "failure";
            case CANCELLED -> "cancelled";
            case SKIPPED -> "skipped";
        };
    }

    private Answer jobs(Call call) {
        RunRow run = existing(call);
        List<JobRow> all = database.read(sql -> runs.jobs(sql, run.id()));
        return call.page(
                all,
                page ->
                        Shape.of(
                                "total_count",
                                all.size(),
                                "jobs",
                                page.stream().map(job -> shown(call, run, job)).toList()));
    }

    private Answer job(Call call) {
        JobRow job =
                database.read(sql -> runs.job(sql, call.number("id")))
                        .orElseThrow(RestException::notFound);
        RunRow run =
                database.read(sql -> runs.run(sql, job.runId()))
                        .filter(found -> found.project().equals(call.project()))
                        .orElseThrow(RestException::notFound);
        return Answer.ok(shown(call, run, job));
    }

    private Map<String, Object> shown(Call call, RunRow run, JobRow job) {
        List<Map<String, Object>> steps = new ArrayList<>();
        database.read(sql -> runs.steps(sql, job.id()))
                .forEach(step ->
                        steps.add(
                                Shape.of(
                                        "name", step.name(),
                                        "number", step.number(),
                                        "status", status(step.state()),
                                        "conclusion", conclusion(step.state()),
                                        "started_at", Shape.time(step.startedAt().orElse(null)),
                                        "completed_at",
                                                Shape.time(step.finishedAt().orElse(null)))));
        return Shape.of(
                "id", job.id(),
                "run_id", run.id(),
                "run_attempt", run.attempt(),
                "head_sha", run.commit(),
                "name", job.name(),
                "status", status(job.state()),
                "conclusion", conclusion(job.state()),
                "started_at", Shape.time(job.startedAt().orElse(null)),
                "completed_at", Shape.time(job.finishedAt().orElse(null)),
                "labels", List.of(),
                "steps", steps,
                "url", call.url("/actions/jobs/" + job.id()),
                "html_url",
                        call.server()
                                + "/"
                                + call.project()
                                + "/runs/"
                                + run.number()
                                + "/jobs/"
                                + job.id());
    }

    private Answer artifacts(Call call) {
        RunRow run = existing(call);
        return artifacts(
                call, database.read(sql -> yields.artifacts(sql, run.id(), Instant.now())));
    }

    private Answer allArtifacts(Call call) {
        ProjectName project = call.project();
        List<ArtifactRow> all = new ArrayList<>();
        database.read(sql -> runs.runs(sql, project, RunFilter.newest(MOST)))
                .forEach(run ->
                        all.addAll(
                                database.read(
                                        sql -> yields.artifacts(sql, run.id(), Instant.now()))));
        return artifacts(call, all);
    }

    private Answer artifacts(Call call, List<ArtifactRow> found) {
        String name = call.query("name");
        List<ArtifactRow> all =
                found.stream().filter(row -> name.isEmpty() || row.name().equals(name)).toList();
        return call.page(
                all,
                page ->
                        Shape.of(
                                "total_count",
                                all.size(),
                                "artifacts",
                                page.stream().map(row -> shown(call, row)).toList()));
    }

    private static Map<String, Object> shown(Call call, ArtifactRow row) {
        String url = call.url("/actions/artifacts/" + row.id());
        return Shape.of(
                "id", row.id(),
                "node_id", "artifact:" + row.id(),
                "name", row.name(),
                "size_in_bytes", row.bytes(),
                "digest", row.digest(),
                "expired", false,
                "created_at", Shape.time(row.createdAt()),
                "updated_at", Shape.time(row.createdAt()),
                "expires_at", Shape.time(row.expiresAt()),
                "workflow_run", Map.of("id", row.runId()),
                "url", url,
                "archive_download_url", url + "/zip");
    }

    private ArtifactRow existingArtifact(Call call) {
        ArtifactRow row =
                database.read(sql -> yields.artifact(sql, call.number("id"), Instant.now()))
                        .orElseThrow(RestException::notFound);
        boolean own =
                database.read(sql -> runs.run(sql, row.runId()))
                        .filter(run -> run.project().equals(call.project()))
                        .isPresent();
        if (!own) {
            throw RestException.notFound();
        }
        return row;
    }

    private Answer artifact(Call call) {
        return Answer.ok(shown(call, existingArtifact(call)));
    }

    private Answer deleteArtifact(Call call) {
        ArtifactRow row = existingArtifact(call);
        database.update(tx -> yields.deleteArtifact(tx, row.id()));
        return Answer.noContent();
    }

    private Answer download(Call call) {
        if (!call.param("format").equals("zip")) {
            throw RestException.notFound();
        }
        return Answer.redirect(artifactUrl.apply(existingArtifact(call)));
    }

    private Answer dispatch(Call call) {
        Map<String, String> inputs = new LinkedHashMap<>();
        call.body()
                .path("inputs")
                .properties()
                .forEach(one -> inputs.put(one.getKey(), one.getValue().asString("")));
        starts.dispatch(
                call.project(),
                call.param("workflow"),
                call.required("WorkflowDispatch", "ref"),
                inputs,
                call.by());
        return Answer.noContent();
    }

    private Answer announce(Call call) {
        String type = call.required("RepositoryDispatch", "event_type");
        String payload =
                call.body().hasNonNull("client_payload")
                        ? JsonExchange.text(call.body().path("client_payload"))
                        : "{}";
        starts.announce(call.project(), type, payload, call.by());
        return Answer.noContent();
    }

    private List<SavedCaches.Row> found(Call call) {
        return database.read(
                sql -> caches.list(sql, call.project(), call.query("key"), call.query("ref")));
    }

    private Answer caches(Call call) {
        List<SavedCaches.Row> all = found(call);
        return call.page(
                all,
                page ->
                        Shape.of(
                                "total_count",
                                all.size(),
                                "actions_caches",
                                page.stream().map(ActionsCalls::shown).toList()));
    }

    private static Map<String, Object> shown(SavedCaches.Row row) {
        return Shape.of(
                "id", row.id(),
                "ref", row.ref(),
                "key", row.key(),
                "version", row.version(),
                "size_in_bytes", row.bytes(),
                "created_at", Shape.time(row.createdAt()),
                "last_accessed_at", Shape.time(row.usedAt()));
    }

    private Answer deleteCaches(Call call) {
        String key = call.query("key");
        List<SavedCaches.Row> gone =
                found(call).stream().filter(row -> row.key().equals(key)).toList();
        if (gone.isEmpty()) {
            throw RestException.notFound();
        }
        database.update(tx -> gone.forEach(row -> caches.delete(tx, call.project(), row.id())));
        return Answer.ok(
                Shape.of(
                        "total_count",
                        gone.size(),
                        "actions_caches",
                        gone.stream().map(ActionsCalls::shown).toList()));
    }

    private Answer deleteCache(Call call) {
        database.update(tx -> caches.delete(tx, call.project(), call.number("id")));
        return Answer.noContent();
    }
}

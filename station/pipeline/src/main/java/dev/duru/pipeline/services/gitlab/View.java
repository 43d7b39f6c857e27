package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.gitlab.PipelineVariables;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as GitLab's API shows them: what several calls have in common. */
final class View {
    private View() {}

    /** A user; Duru has no numbers for them, so the name makes one. */
    static Map<String, Object> user(Ask ask, String name) {
        return Shapes.of(
                "id",
                name.hashCode() & 0x7fffffff,
                "username",
                name,
                "name",
                name,
                "state",
                "active",
                "web_url",
                ask.server() + "/users/" + name);
    }

    static Map<String, Object> commit(Ask ask, ProjectName project, Code.Commit commit) {
        String title = commit.message().lines().findFirst().orElse("");
        return Shapes.of(
                "id", commit.id(),
                "short_id", commit.id().substring(0, 8),
                "title", title,
                "message", commit.message(),
                "author_name", commit.author(),
                "author_email", commit.email(),
                "authored_date", Shapes.time(commit.at()),
                "committer_name", commit.author(),
                "committer_email", commit.email(),
                "committed_date", Shapes.time(commit.at()),
                "created_at", Shapes.time(commit.at()),
                "parent_ids", commit.parents(),
                "web_url", ask.page(project, "/commit/" + commit.id()));
    }

    /** GitLab's word for where something is. */
    static String status(State state) {
        return switch (state) {
            case WAITING -> "created";
            case QUEUED -> "pending";
            case RUNNING -> "running";
            case CANCELLING -> "canceling";
            case SUCCESS -> "success";
            case FAILED, ERRORED -> "failed";
            case CANCELLED -> "canceled";
            case SKIPPED -> "skipped";
        };
    }

    /** The word for what started a run. */
    static String source(RunRow run) {
        return PipelineVariables.source(run.event());
    }

    static Map<String, Object> run(Ask ask, RunRow run) {
        return Shapes.of(
                "id", run.id(),
                "iid", run.number(),
                "project_id", Ask.number(run.project()),
                "name", run.title(),
                "sha", run.commit(),
                "ref", run.refName(),
                "tag", run.ref().startsWith("refs/tags/"),
                "status", status(run.state()),
                "source", source(run),
                "user", user(ask, run.triggeredBy()),
                "created_at", Shapes.time(run.queuedAt()),
                "updated_at",
                        Shapes.time(run.finishedAt().or(run::startedAt).orElse(run.queuedAt())),
                "started_at", Shapes.time(run.startedAt().orElse(null)),
                "finished_at", Shapes.time(run.finishedAt().orElse(null)),
                "duration", seconds(run.duration(Instant.now())),
                "yaml_errors", run.state() == State.FAILED ? run.message() : null,
                "web_url", ask.page(run.project(), "/runs/" + run.number()));
    }

    private static @Nullable Object seconds(Duration duration) {
        return duration.isZero() ? null : duration.toMillis() / 1000.0;
    }

    /** A job; {@code manual} when it waits for somebody to start it. */
    static Map<String, Object> job(Ask ask, RunRow run, JobRow job, boolean manual) {
        String status = manual ? "manual" : status(job.state());
        return Shapes.of(
                "id", job.id(),
                "name", job.name(),
                "status", status,
                "failure_reason",
                        switch (job.state()) {
                            case FAILED -> "script_failure";
                            case ERRORED -> "runner_system_failure";
                            case WAITING,
                                    QUEUED,
                                    RUNNING,
                                    CANCELLING,
                                    SUCCESS,
                                    CANCELLED,
                                    SKIPPED ->
                                    null;
                        },
                "allow_failure", job.tolerated(),
                "ref", run.refName(),
                "tag", run.ref().startsWith("refs/tags/"),
                "user", user(ask, run.triggeredBy()),
                "commit", Map.of("id", run.commit(), "title", run.title()),
                "pipeline",
                        Shapes.of(
                                "id", run.id(),
                                "iid", run.number(),
                                "project_id", Ask.number(run.project()),
                                "sha", run.commit(),
                                "ref", run.refName(),
                                "status", status(run.state())),
                "started_at", Shapes.time(job.startedAt().orElse(null)),
                "finished_at", Shapes.time(job.finishedAt().orElse(null)),
                "duration", seconds(job.duration(Instant.now())),
                "tag_list", List.of(),
                "web_url", ask.page(run.project(), "/runs/" + run.number() + "/jobs/" + job.id()));
    }
}

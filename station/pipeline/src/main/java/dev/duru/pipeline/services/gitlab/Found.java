package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.DownstreamStore;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.YieldStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks up runs, jobs and artifacts by the numbers that GitLab's clients know. */
final class Found {
    private static final int MOST = 1000;

    private final Database database;
    private final RunStore runs = new RunStore();
    private final YieldStore yields = new YieldStore();
    private final DownstreamStore links = new DownstreamStore();

    Found(Database database) {
        this.database = database;
    }

    /** A job and its run. */
    record Job(RunRow run, JobRow row) {}

    /** The run of the path's {@code {pipeline}}. */
    RunRow run(Ask ask) {
        return database.read(sql -> runs.run(sql, ask.number("pipeline")))
                .filter(run -> run.project().equals(ask.project()))
                .orElseThrow(() -> GitlabException.notFound("Pipeline"));
    }

    List<RunRow> runs(ProjectName project, RunFilter filter) {
        return database.read(sql -> runs.runs(sql, project, filter));
    }

    /** The newest runs of a project. */
    List<RunRow> runs(ProjectName project) {
        return runs(project, RunFilter.newest(MOST));
    }

    /** The job of the path's {@code {job}}. */
    Job job(Ask ask) {
        Job job = job(ask.number("job")).orElseThrow(() -> GitlabException.notFound("Job"));
        if (!job.run().project().equals(ask.project())) {
            throw GitlabException.notFound("Job");
        }
        return job;
    }

    Optional<Job> job(long id) {
        return database.read(sql ->
                runs.job(sql, id)
                        .flatMap(row -> runs.run(sql, row.runId()).map(run -> new Job(run, row))));
    }

    /** The jobs of a run that have to do with runs of other projects, each with that run. */
    List<Job> bridges(RunRow run) {
        return all(run).stream()
                .flatMap(row ->
                        database
                                .read(sql ->
                                        links
                                                .run(sql, row.id())
                                                .flatMap(id -> runs.run(sql, id))
                                                .stream()
                                                .map(other -> new Job(other, row))
                                                .toList())
                                .stream())
                .toList();
    }

    /** The jobs of a run's newest attempt, without the questions whether to start some. */
    List<JobRow> jobs(RunRow run) {
        return all(run).stream().filter(job -> job.question().isEmpty()).toList();
    }

    private List<JobRow> all(RunRow run) {
        return database.read(sql -> runs.jobs(sql, run.id()));
    }

    /** What asks whether to start a job, while it waits for an answer. */
    Optional<JobRow> question(RunRow run, JobRow job) {
        return all(run).stream()
                .filter(row -> row.question().filter(job.key()::equals).isPresent())
                .filter(row -> row.state() == State.WAITING)
                .findFirst();
    }

    /** What a job has kept, of that first which has the job's own name. */
    Optional<ArtifactRow> artifact(RunRow run, JobRow job) {
        List<ArtifactRow> own =
                database.read(sql -> yields.artifacts(sql, run.id(), Instant.now())).stream()
                        .filter(row -> row.jobId() == job.id())
                        .toList();
        return own.stream()
                .filter(row -> row.name().equals(job.node()))
                .findFirst()
                .or(() -> own.stream().findFirst());
    }

    void delete(ArtifactRow row) {
        database.update(tx -> yields.deleteArtifact(tx, row.id()));
    }
}

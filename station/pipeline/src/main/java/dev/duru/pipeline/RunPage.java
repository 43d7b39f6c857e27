package dev.duru.pipeline;

import dev.duru.pipeline.reports.TestSummary;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import gg.jte.Content;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the page of a run shows.
 *
 * @param jobNames by id
 */
public record RunPage(
        RunRow run,
        String base,
        List<JobRow> jobs,
        Content graph,
        List<Annotation> annotations,
        List<ArtifactRow> artifacts,
        TestSummary tests,
        Map<Long, String> jobNames) {

    static RunPage of(Pipeline pipeline, RunRow run) {
        List<JobRow> jobs = pipeline.jobs(run);
        String base = PipelinePages.path(run);
        return new RunPage(
                run,
                base,
                jobs,
                GraphView.of(jobs, base),
                pipeline.annotations(run),
                pipeline.artifacts(run),
                pipeline.tests(run),
                jobs.stream().collect(Collectors.toMap(JobRow::id, JobRow::name)));
    }

    /** The jobs whose steps wrote a summary. */
    public List<JobRow> summaries() {
        return jobs.stream().filter(job -> !job.summary().isBlank()).toList();
    }

    /** The name of a job. */
    public String jobName(long job) {
        return jobNames.getOrDefault(job, "");
    }

    /** The number of lines of the longest bar, in milliseconds, at least one. */
    public long slowestMillis() {
        return tests.slowest().isEmpty() ? 1 : Math.max(1, tests.slowest().getFirst().millis());
    }
}

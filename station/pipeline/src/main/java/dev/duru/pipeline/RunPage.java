package dev.duru.pipeline;

import dev.duru.dialects.problem.Problem;
import dev.duru.pipeline.compat.Compatibility;
import dev.duru.pipeline.reports.TestSummary;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.ApprovalStore.Asked;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.AttemptStore;
import dev.duru.pipeline.state.DownstreamStore.Link;
import dev.duru.pipeline.state.JobPlace;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Request;
import gg.jte.Content;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a run shows.
 *
 * @param jobNames by id
 * @param attempts those before the newest
 * @param places the environments that jobs entered, by the job's id
 * @param coverage how much of the code the tests of jobs reach, in percent, by the job's id
 * @param questions whether to start a job, by the id of the row that asks
 * @param links runs of other projects
 * @param queue the jobs of all runs that wait for a free place, the next one first
 * @param shown the attempt whose jobs are shown
 */
public record RunPage(
        RunRow run,
        String base,
        List<JobRow> jobs,
        Content graph,
        List<Annotation> annotations,
        List<ArtifactRow> artifacts,
        TestSummary tests,
        Map<Long, String> jobNames,
        List<AttemptStore.Attempt> attempts,
        Map<Long, JobPlace> places,
        Map<Long, Double> coverage,
        Map<Long, Asked> questions,
        Links links,
        List<Long> queue,
        int shown) {

    /**
     * Runs of other projects.
     *
     * @param above the one whose job has started this one
     * @param below those that jobs of this one have started or watch
     */
    public record Links(Optional<Link> above, List<Link> below) {}

    static RunPage of(Pipeline pipeline, RunRow run, int attempt) {
        boolean newest = attempt >= run.attempt();
        List<JobRow> jobs = newest ? pipeline.jobs(run) : pipeline.jobs(run, attempt);
        String base = PipelinePages.path(run);
        return new RunPage(
                run,
                base,
                jobs,
                GraphView.of(jobs, pipeline.calls(run), base),
                pipeline.annotations(run),
                pipeline.artifacts(run),
                pipeline.tests(run),
                jobs.stream().collect(Collectors.toMap(JobRow::id, JobRow::name)),
                pipeline.earlierAttempts(run),
                pipeline.environments(run),
                pipeline.coverage().of(run),
                newest
                        ? pipeline.approvals().open(run).stream()
                                .collect(Collectors.toMap(Asked::jobId, asked -> asked))
                        : Map.of(),
                new Links(pipeline.above(run), pipeline.below(run)),
                pipeline.queue(),
                newest ? run.attempt() : attempt);
    }

    /** The run that has started this one, where whoever looks may see it. */
    public @Nullable Link above(Request request) {
        return links.above().filter(link -> visible(link, request)).orElse(null);
    }

    /** The run of another project that a job has to do with, where whoever looks may see it. */
    public @Nullable Link below(JobRow job, Request request) {
        return links.below().stream()
                .filter(link -> link.job() == job.id() && visible(link, request))
                .findFirst()
                .orElse(null);
    }

    static boolean visible(Link link, Request request) {
        return request.role(link.project()).isPresent();
    }

    /** Whether the newest attempt is shown. */
    public boolean newest() {
        return shown == run.attempt();
    }

    /** Whether somebody with a role may start a job just so; nobody else's word is needed. */
    public boolean mayStart(JobRow job, Request request) {
        Asked asked = questions.get(job.id());
        return asked != null && asked.self() && asked.count() == 1 && request.may(asked.role());
    }

    /** Where the inbox shows what the job waits for; {@code ""} for one that is not there. */
    public String approval(JobRow job) {
        Asked asked = questions.get(job.id());
        return asked == null ? "" : JobApprovals.inbox(asked);
    }

    /** How many jobs start before this one and with it; 0 when it does not wait for a place. */
    public int turn(JobRow job) {
        return queue.indexOf(job.id()) + 1;
    }

    /** How many jobs there are, and how many of them are over. */
    public long ended() {
        return jobs.stream().filter(job -> job.state().isFinal()).count();
    }

    /** When the jobs ran. */
    public List<Timing.Bar> timing() {
        return Timing.of(jobs, Instant.now());
    }

    /** What Duru does otherwise than the workflow says, with places in its file. */
    public List<Problem> notes() {
        return run.workflow().endsWith(".yml") || run.workflow().endsWith(".yaml")
                ? Compatibility.of(run.workflow(), run.source())
                : List.of();
    }

    /** Whether a job failed, so that running only those again makes sense. */
    public boolean hasFailed() {
        return jobs.stream()
                .anyMatch(job ->
                        job.state() == State.FAILED
                                || job.state() == State.ERRORED
                                || job.state() == State.CANCELLED);
    }

    /** The jobs whose steps wrote a summary. */
    public List<JobRow> summaries() {
        return jobs.stream().filter(job -> !job.summary().isBlank()).toList();
    }

    /**
     * The remarks of a job.
     *
     * @param open whether they are shown at once
     */
    public record Remarks(String jobName, List<Annotation> notes, boolean open) {
        /** How many there were, with those that were not kept. */
        public int count() {
            return notes.size() + notes.stream().mapToInt(Annotation::more).sum();
        }
    }

    /** The remarks by job, errors first; long lists are folded. */
    public List<Remarks> remarks() {
        List<Remarks> groups = new ArrayList<>();
        for (JobRow job : jobs) {
            List<Annotation> notes =
                    annotations.stream()
                            .filter(note -> note.jobId() == job.id())
                            .sorted(Comparator.comparingInt(note -> weight(note.level())))
                            .toList();
            if (!notes.isEmpty()) {
                groups.add(new Remarks(job.name(), notes, notes.size() <= 20));
            }
        }
        return groups;
    }

    private static int weight(String level) {
        return level.equals("error") ? 0 : level.equals("warning") ? 1 : 2;
    }

    /** How many remarks of a level there were. */
    public int count(String level) {
        return annotations.stream()
                .filter(note -> note.level().equals(level))
                .mapToInt(note -> 1 + note.more())
                .sum();
    }

    /** Where the file of a remark is shown as it was at the run's commit. */
    public String codeLink(Annotation note) {
        StringBuilder path = new StringBuilder("/" + run.project() + "/code");
        for (String part : note.file().split("/")) {
            path.append('/')
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        path.append("?ref=").append(run.commit());
        return note.line() > 0 ? path.append("#L").append(note.line()).toString() : path.toString();
    }

    /** File and lines of a remark as people write them. */
    public String place(Annotation note) {
        if (note.line() == 0) {
            return note.file();
        }
        String lines = note.endLine() > note.line() ? "-" + note.endLine() : "";
        String column = note.column() > 0 && lines.isEmpty() ? ":" + note.column() : "";
        return note.file() + ":" + note.line() + lines + column;
    }

    /** How much of the code the tests of a job reach, as people read it; {@code ""} for no word. */
    public String covered(long job) {
        Double percent = coverage.get(job);
        return percent == null ? "" : String.format(Locale.ROOT, "%.1f %%", percent);
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

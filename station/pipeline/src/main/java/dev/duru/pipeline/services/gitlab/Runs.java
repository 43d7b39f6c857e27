package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.util.Map;
import java.util.Optional;

/** Port: starting, stopping and reading runs. */
public interface Runs {
    /** A run of one's own machine: there are no others. */
    Runs NONE =
            new Runs() {
                @Override
                public RunRow start(Start start) {
                    throw none();
                }

                @Override
                public void play(RunRow run, JobRow question, String by, Role role) {
                    throw none();
                }

                @Override
                public RunRow retry(RunRow run, Optional<JobRow> job, String by) {
                    throw none();
                }

                @Override
                public void cancel(RunRow run, Optional<JobRow> job, String by) {
                    throw none();
                }

                @Override
                public Optional<LogFile> log(JobRow job) {
                    return Optional.empty();
                }

                @Override
                public void stop(Environment environment, String by, Role role) {
                    throw none();
                }

                @Override
                public void reordered(ProjectName project, String group) {}

                private static ProblemException none() {
                    return ProblemException.notFound("a local run starts and stops no others");
                }
            };

    /**
     * A pipeline that is wanted.
     *
     * @param ref a branch or a tag, short or full
     * @param variables those of the start, which win over all
     * @param source {@code CI_PIPELINE_SOURCE}
     * @param by whoever starts it
     * @param trigger the beginning of the trigger token that starts it, {@code token}, and the JSON
     *     that was sent with it, {@code body}; empty when none does
     */
    record Start(
            ProjectName project,
            String ref,
            Map<String, String> variables,
            String source,
            String by,
            Map<String, String> trigger) {
        /** Without a trigger token. */
        public Start(
                ProjectName project,
                String ref,
                Map<String, String> variables,
                String source,
                String by) {
            this(project, ref, variables, source, by, Map.of());
        }
    }

    /**
     * Starts the pipeline of a branch or a tag.
     *
     * @throws ProblemException NOT_FOUND when there is no such ref or no CI file, USER when its
     *     rules want no pipeline
     */
    RunRow start(Start start);

    /**
     * Starts a manual job.
     *
     * @param question the row that asks whether to start it
     * @param role of whoever does
     * @throws ProblemException CONFLICT when it has been answered
     */
    void play(RunRow run, JobRow question, String by, Role role);

    /** Runs what failed again, or one job. */
    RunRow retry(RunRow run, Optional<JobRow> job, String by);

    /**
     * Stops a run, or one job of it; returns at once.
     *
     * @throws ProblemException CONFLICT when it has ended
     */
    void cancel(RunRow run, Optional<JobRow> job, String by);

    /** What a job has printed. */
    Optional<LogFile> log(JobRow job);

    /**
     * Ends an environment; returns at once.
     *
     * @param role of whoever does
     * @throws ProblemException CONFLICT when it has ended
     */
    void stop(Environment environment, String by, Role role);

    /** The order in which jobs get a resource group has changed. */
    void reordered(ProjectName project, String group);
}

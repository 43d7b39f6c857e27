package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.util.Optional;

/** Runs that are started and stopped by calls of GitLab's API. */
record GitlabRuns(Pipeline pipeline) implements Runs {
    @Override
    public RunRow start(Start start) {
        return pipeline.start(start);
    }

    @Override
    public void play(RunRow run, JobRow question, String by, Role role) {
        pipeline.approvals().approve(run.project(), question.id(), by, role, "");
    }

    @Override
    public RunRow retry(RunRow run, Optional<JobRow> job, String by) {
        Rerun mode = job.<Rerun>map(one -> new Rerun.One(one.id())).orElseGet(Rerun.Failed::new);
        return pipeline.rerun(run.project(), run.number(), mode, false, by);
    }

    @Override
    public void cancel(RunRow run, Optional<JobRow> job, String by) {
        if (job.isPresent()) {
            pipeline.cancel(job.get(), by);
        } else {
            pipeline.cancel(run.project(), run.number(), by, false);
        }
    }

    @Override
    public Optional<LogFile> log(JobRow job) {
        return Optional.of(pipeline.log(job));
    }

    @Override
    public void reordered(ProjectName project, String group) {
        pipeline.reordered(project, group);
    }

    @Override
    public void stop(Environment environment, String by, Role role) {
        pipeline.jobEnvironments().stop(environment.project(), environment.name(), by, role);
    }
}

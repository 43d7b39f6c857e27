package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.state.RunRow;

/**
 * A job that is ready.
 *
 * @param attempt 1, or 2 after Duru died in the first
 * @param needs the {@code needs} context
 * @param prefix stands before the names of the nodes of the job's workflow; {@code ""} for the
 *     run's own
 */
record JobRequest(
        RunRow run,
        long jobId,
        int attempt,
        Job job,
        String name,
        Obj needs,
        String prefix,
        PlanSource.Material material) {

    /** What to ask for the job before it begins. */
    JobGrants.Request grant() {
        Deployment deployment = job.deployment();
        String environment =
                deployment == null
                        ? ""
                        : Expressions.text(
                                deployment.environment(),
                                Contexts.of(
                                        Obj.builder()
                                                .put("github", material.github())
                                                .put("needs", needs)
                                                .put("matrix", job.cell().axes())
                                                .put("inputs", material.inputs())
                                                .put("vars", material.vars())
                                                .build()));
        return new JobGrants.Request(
                run,
                jobId,
                attempt,
                job,
                environment,
                new JobGrants.OfWorkflow(
                        Expressions.text(material.github().at("job_workflow_ref")),
                        Expressions.text(material.github().at("job_workflow_sha"))));
    }
}

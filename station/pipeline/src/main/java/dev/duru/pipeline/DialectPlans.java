package dev.duru.pipeline;

import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.pipeline.engine.PlanSource;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.gitlab.GitlabPlans;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.state.RunRow;

/** Takes the plan of a run from the dialect of its file. */
record DialectPlans(WorkflowPlans github, GitlabPlans gitlab) implements PlanSource {
    @Override
    public Material material(RunRow run) {
        return of(run).material(run);
    }

    private PlanSource of(RunRow run) {
        return PipelineFiles.isPipeline(run.workflow()) ? gitlab : github;
    }

    private PlanSource of(Material material) {
        return material.plan().dialect() == Dialect.GITLAB ? gitlab : github;
    }

    @Override
    public Called called(RunRow run, Material caller, SubPlan call, String prefix) {
        return of(caller).called(run, caller, call, prefix);
    }

    @Override
    public Material enter(
            RunRow run, Material caller, SubPlan call, Called called, Contexts contexts) {
        return of(caller).enter(run, caller, call, called, contexts);
    }

    @Override
    public Material in(String environment, RunRow run, Material material) {
        return of(material).in(environment, run, material);
    }
}

package dev.duru.pipeline;

import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.OtherProjects;
import dev.duru.pipeline.gitlab.PipelineVariables;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.state.DownstreamStore;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pipelines of other projects of this Duru, in the name of whoever started the run that wants them.
 */
record OtherRuns(Database database, Repository repository, Pushes pushes) implements OtherProjects {
    /** How many projects may start each other in a row. */
    private static final int DEEPEST = 10;

    @Override
    public NewRun wanted(RunRow run, long job, Downstream node, Map<String, String> variables) {
        ProjectName project = readable(run, node);
        if (JobTokens.isFromOutside(run)) {
            throw ProblemException.forbidden(
                    "a change from outside the project starts no pipelines elsewhere");
        }
        if (!repository.mayRun(run.by(), project)) {
            throw ProblemException.forbidden(
                    run.by()
                            + " may not run pipelines of "
                            + project
                            + "; somebody who maintains it can make them a developer there");
        }
        Obj upstream =
                Obj.builder()
                        .put("project", Value.of(run.project().toString()))
                        .put("pipeline", Value.of(run.id()))
                        .put("job", Value.of(job))
                        .build();
        NewRun wanted =
                pushes.pipeline(
                        new Runs.Start(project, node.ref(), variables, "pipeline", run.by()),
                        Obj.of(
                                PipelineVariables.UPSTREAM,
                                upstream,
                                PipelineVariables.INPUTS,
                                Obj.ofTexts(node.handing().inputs())),
                        "job:" + job);
        checkCircle(run, project, wanted.ref());
        return wanted;
    }

    private ProjectName readable(RunRow run, Downstream node) {
        return Optional.of(node.project())
                .filter(path -> path.matches("[^/]+/[^/]+"))
                .map(ProjectName::parse)
                .filter(project ->
                        project.equals(run.project()) || repository.mayRead(run.by(), project))
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no project '"
                                        + node.project()
                                        + "' in this Duru, or "
                                        + run.by()
                                        + " may not read it; write owner/name"));
    }

    /** Refuses a run that others would have started which it starts again. */
    private void checkCircle(RunRow run, ProjectName project, String ref) {
        DownstreamStore links = new DownstreamStore();
        RunStore runs = new RunStore();
        List<String> chain = new ArrayList<>(List.of(project + "@" + ref));
        Optional<RunRow> at = Optional.of(run);
        while (at.isPresent()) {
            RunRow one = at.get();
            chain.addFirst(one.project() + "@" + one.ref());
            if (one.project().equals(project) && one.ref().equals(ref)) {
                throw ProblemException.user(
                        "the pipelines would start each other for ever: "
                                + String.join(" -> ", chain)
                                + "; leave one of the triggers out");
            }
            at =
                    database.read(
                            sql -> links.starter(sql, one.id()).flatMap(id -> runs.run(sql, id)));
        }
        if (chain.size() > DEEPEST) {
            throw ProblemException.user(
                    "more than "
                            + DEEPEST
                            + " pipelines would start each other: "
                            + String.join(" -> ", chain));
        }
    }

    @Override
    public Optional<RunRow> newest(RunRow run, Downstream node) {
        ProjectName project = readable(run, node);
        String branch =
                "refs/heads/"
                        + (node.ref().isEmpty() ? repository.defaultBranch(project) : node.ref());
        RunFilter filter = RunFilter.newest(1).withRef(branch).withWorkflow(GitlabCi.FILE);
        return database.read(sql -> new RunStore().runs(sql, project, filter)).stream().findFirst();
    }
}

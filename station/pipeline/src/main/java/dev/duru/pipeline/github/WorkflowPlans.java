package dev.duru.pipeline.github;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.PlanSource;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the plans of runs from the workflows that they carry. */
public final class WorkflowPlans implements PlanSource {
    /**
     * What a plan needs besides the run.
     *
     * @param secrets of a run's jobs, by name
     * @param vars the {@code vars} context of a run
     * @param place a folder to run in
     * @param only keys of the jobs to run; empty for all
     */
    public record Surroundings(
            Function<RunRow, Map<String, String>> secrets,
            Function<RunRow, Map<String, String>> vars,
            Optional<Path> place,
            List<String> only) {}

    private final Supplier<String> serverUrl;
    private final Surroundings surroundings;

    public WorkflowPlans(Supplier<String> serverUrl, Surroundings surroundings) {
        this.serverUrl = serverUrl;
        this.surroundings = surroundings;
    }

    @Override
    public Material material(RunRow run) {
        Workflow workflow = usable(GithubActions.parse(run.workflow(), run.source()));
        Obj github = GithubContext.of(run, serverUrl.get());
        Problems problems = new Problems();
        Obj given = Json.parse(run.inputs()) instanceof Obj object ? object : Obj.empty();
        Obj inputs = GithubActions.inputs(workflow, run.event(), given, problems);
        if (problems.sorted().stream().anyMatch(Problem::isError)) {
            throw ProblemException.user(join(problems.sorted()));
        }
        Obj vars = Obj.ofTexts(surroundings.vars().apply(run));
        Contexts contexts =
                Contexts.of(
                        Obj.builder()
                                .put("github", github)
                                .put("inputs", inputs)
                                .put("vars", vars)
                                .build());
        try {
            Plan plan = GithubActions.compile(workflow, contexts);
            checkJobs(plan);
            return new Material(
                    plan,
                    github,
                    inputs,
                    vars,
                    surroundings.secrets().apply(run),
                    surroundings.place(),
                    surroundings.only());
        } catch (ExpressionException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }

    private void checkJobs(Plan plan) {
        for (String key : surroundings.only()) {
            if (plan.cells(key).isEmpty()) {
                String known =
                        plan.nodes().stream()
                                .map(node -> node.key())
                                .distinct()
                                .collect(Collectors.joining(", "));
                throw ProblemException.user(
                        plan.src().file() + " has no job '" + key + "'; it has: " + known);
            }
        }
    }

    /** The name of a run as {@code run-name} gives it, or what it is called otherwise. */
    public static String title(Plan plan, Obj github, Obj inputs, String otherwise) {
        if (plan.title().isUnset()) {
            return otherwise;
        }
        try {
            String title =
                    Expressions.text(
                            plan.title(), Contexts.of(Obj.of("github", github, "inputs", inputs)));
            return title.isBlank() ? otherwise : title;
        } catch (ExpressionException e) {
            return otherwise;
        }
    }

    private static Workflow usable(Parsed<Workflow> parsed) {
        if (!parsed.isUsable()) {
            throw ProblemException.user(
                    join(parsed.problems().stream().filter(Problem::isError).toList()));
        }
        return parsed.tree().orElseThrow();
    }

    private static String join(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}

package dev.duru.pipeline.github;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.CalledWorkflow;
import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the plans of runs from the workflows that they carry. */
public final class WorkflowPlans implements PlanSource {
    /**
     * What a plan needs besides the run.
     *
     * @param secrets of a run's jobs, by name
     * @param vars the {@code vars} context of a run's jobs
     * @param workflows finds the workflows that jobs call
     * @param place a folder to run in
     * @param selection which jobs to run
     */
    public record Surroundings(
            OfEnvironment secrets,
            OfEnvironment vars,
            Workflows workflows,
            Optional<Path> place,
            Selection selection) {
        public Surroundings(
                OfEnvironment secrets,
                OfEnvironment vars,
                Workflows workflows,
                Optional<Path> place,
                List<String> jobs) {
            this(secrets, vars, workflows, place, new Selection(jobs, Map.of()));
        }
    }

    /** Values by name that belong to a project, or to one of its environments. */
    @FunctionalInterface
    public interface OfEnvironment {
        /**
         * The values.
         *
         * @param environment {@code ""} for those of the project alone; with a name, those of the
         *     environment alone
         */
        Map<String, String> of(RunRow run, String environment);

        /** Always the same, and nothing for any environment. */
        static OfEnvironment always(Map<String, String> values) {
            return (run, environment) -> environment.isEmpty() ? values : Map.of();
        }
    }

    /** Finds the files of called workflows. */
    @FunctionalInterface
    public interface Workflows {
        /**
         * A workflow.
         *
         * @param home what {@code ./} means
         * @param ref {@code ./path} or {@code owner/repository/path@ref}
         * @throws ProblemException when there is none
         */
        Called find(RunRow run, Home home, String ref);
    }

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
        Obj vars = Obj.ofTexts(surroundings.vars().of(run, ""));
        Contexts contexts =
                Contexts.of(
                        Obj.builder()
                                .put("github", github)
                                .put("inputs", inputs)
                                .put("vars", vars)
                                .build());
        try {
            Plan plan = surroundings.selection().narrow(GithubActions.compile(workflow, contexts));
            return new Material(
                    plan,
                    new Home(run.project().toString(), run.commit()),
                    github,
                    inputs,
                    vars,
                    surroundings.secrets().of(run, ""),
                    surroundings.place(),
                    surroundings.selection().jobs());
        } catch (ExpressionException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Called called(RunRow run, Material caller, SubPlan call, String prefix) {
        return surroundings.workflows().find(run, caller.home(), call.ref());
    }

    @Override
    public Material enter(
            RunRow run, Material caller, SubPlan call, Called called, Contexts contexts) {
        Workflow workflow = usable(GithubActions.parse(called.file(), called.text()));
        Obj.Builder given = Obj.builder();
        call.inputs()
                .forEach((name, value) -> given.put(name, Expressions.evaluate(value, contexts)));
        Map<String, String> secrets = new LinkedHashMap<>();
        if (call.inheritSecrets()) {
            secrets.putAll(caller.secrets());
        }
        call.secrets()
                .forEach((name, value) -> secrets.put(name, Expressions.text(value, contexts)));
        CalledWorkflow compiled =
                GithubActions.compileCalled(workflow, call, given.build(), secrets, contexts);
        return new Material(
                compiled.plan(),
                called.home(),
                GithubContext.within(caller.github(), call.ref(), called),
                compiled.inputs(),
                caller.vars(),
                compiled.secrets(),
                caller.place(),
                List.of());
    }

    @Override
    public Material in(String environment, RunRow run, Material material) {
        return material.with(
                surroundings.vars().of(run, environment),
                surroundings.secrets().of(run, environment));
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

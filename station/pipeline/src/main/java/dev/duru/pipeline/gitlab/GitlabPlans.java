package dev.duru.pipeline.gitlab;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.gitlab.Reading;
import dev.duru.dialects.gitlab.compile.Compiled;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.PlanSource;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the plans of runs from the GitLab configurations that they carry. */
public final class GitlabPlans implements PlanSource {
    /** What a pipeline's run has in the place of inputs for variables of its start. */
    private static final String PARENT = "parent_pipeline";

    /**
     * What a plan needs besides the run.
     *
     * @param secrets of a run's jobs, by name; masked
     * @param vars other variables of the project, for jobs of an environment
     * @param repository what is known of the run's code
     * @param place a folder to run in
     * @param selection which jobs
     */
    public record Surroundings(
            WorkflowPlans.OfEnvironment secrets,
            ProjectVariables vars,
            Function<RunRow, Code> repository,
            Optional<Path> place,
            Request.Selection selection) {}

    /** The variables of a project as a run's jobs see them. */
    @FunctionalInterface
    public interface ProjectVariables {
        /** No variables. */
        ProjectVariables NONE = (run, environment) -> List.of();

        /** {@code environment} is the one that a job enters; {@code ""} for none. */
        List<Variable> of(RunRow run, String environment);
    }

    /**
     * The code of a run.
     *
     * @param defaultBranch the project's main branch
     * @param changed the paths that the run's event changed; absent where they are not compared
     * @param sources the files, and those of others
     * @param artifact reads a text that a job of the run kept: node and path
     * @param open whether everybody may read it
     * @param release what the release of the run's tag says of itself; empty for none
     */
    public record Code(
            String defaultBranch,
            Supplier<Optional<List<String>>> changed,
            Sources sources,
            Artifact artifact,
            boolean open,
            Optional<String> release) {
        /** Of a folder. */
        public Code(
                String defaultBranch,
                Supplier<Optional<List<String>>> changed,
                Sources sources,
                Artifact artifact) {
            this(defaultBranch, changed, sources, artifact, false, Optional.empty());
        }
    }

    /** Reads a file of what a job has kept. */
    @FunctionalInterface
    public interface Artifact {
        Optional<String> text(String node, String path);
    }

    private final Supplier<String> serverUrl;
    private final Surroundings surroundings;

    public GitlabPlans(Supplier<String> serverUrl, Surroundings surroundings) {
        this.serverUrl = serverUrl;
        this.surroundings = surroundings;
    }

    @Override
    public Material material(RunRow run) {
        Map<String, String> given = given(run);
        Request.Selection selection = selection(run);
        Request request = request(run, given, selection, List.of());
        Plan plan = plan(run, run.workflow(), run.source(), inputs(run), request);
        checkJobs(plan, selection);
        return new Material(
                plan,
                new Home(run.project().toString(), run.commit()),
                Obj.empty(),
                Obj.ofTexts(given),
                Obj.ofTexts(values(run, "")),
                surroundings.secrets().of(run, ""),
                surroundings.place(),
                List.of());
    }

    /** The variables of the start. */
    private static Map<String, String> given(RunRow run) {
        Map<String, String> given = new LinkedHashMap<>();
        if (Json.parse(run.inputs()) instanceof Obj inputs) {
            inputs.members()
                    .forEach(input -> given.put(input.key(), Expressions.text(input.value())));
        }
        return given;
    }

    /** The one job that the run is for, or what holds for all runs here. */
    private Request.Selection selection(RunRow run) {
        return Json.parse(run.payload()) instanceof Obj event
                        && event.at(PipelineVariables.ONLY) instanceof Value.Str(String job)
                ? new Request.Selection(List.of(job), true, surroundings.selection().played())
                : surroundings.selection();
    }

    private static void checkJobs(Plan plan, Request.Selection selection) {
        for (String job : selection.jobs()) {
            if (plan.nodes().stream().noneMatch(node -> Request.Selection.means(job, node))) {
                throw ProblemException.user(
                        plan.src().file() + " has no job '" + job + "' in this pipeline");
            }
        }
    }

    /** Whether there is a pipeline for a run that is wanted; why not, or {@code ""}. */
    public String refusal(RunRow wanted) {
        Request request = request(wanted, given(wanted), Request.Selection.ALL, List.of());
        Code code = surroundings.repository().apply(wanted);
        Reading reading =
                GitlabCi.read(
                        wanted.workflow(),
                        wanted.source(),
                        inputs(wanted),
                        code.sources(),
                        request);
        return reading.isUsable()
                ? GitlabCi.compile(reading.configuration(), request, new Problems()).why()
                : "";
    }

    private Request request(
            RunRow run,
            Map<String, String> given,
            Request.Selection selection,
            List<Variable> more) {
        Code code = surroundings.repository().apply(run);
        List<Variable> predefined =
                new ArrayList<>(PipelineVariables.of(run, serverUrl.get(), code));
        predefined.addAll(more);
        List<Variable> ofStart = new ArrayList<>();
        given.forEach((name, value) -> ofStart.add(Variable.of(name, value)));
        return new Request(
                predefined,
                environment -> project(run, environment),
                ofStart,
                PipelineVariables.compares(run) ? code.changed().get() : Optional.empty(),
                () -> code.sources().paths("", ""),
                selection);
    }

    private List<Variable> project(RunRow run, String environment) {
        List<Variable> project = new ArrayList<>(surroundings.vars().of(run, environment));
        Map<String, String> secrets = new LinkedHashMap<>(surroundings.secrets().of(run, ""));
        secrets.putAll(surroundings.secrets().of(run, environment));
        secrets.forEach(
                (name, value) -> project.add(new Variable(name, value, false, false, true)));
        return project;
    }

    private Map<String, String> values(RunRow run, String environment) {
        Map<String, String> values = new LinkedHashMap<>();
        surroundings
                .vars()
                .of(run, environment)
                .forEach(one -> values.put(one.name(), one.value()));
        return values;
    }

    /** What the start says of the inputs of the file's header. */
    private static Map<String, String> inputs(RunRow run) {
        Map<String, String> inputs = new LinkedHashMap<>();
        if (Json.parse(run.payload()) instanceof Obj event
                && event.at(PipelineVariables.INPUTS) instanceof Obj given) {
            given.members().forEach(one -> inputs.put(one.key(), Expressions.text(one.value())));
        }
        return inputs;
    }

    private Plan plan(
            RunRow run, String file, String text, Map<String, String> inputs, Request request) {
        Code code = surroundings.repository().apply(run);
        Reading reading = GitlabCi.read(file, text, inputs, code.sources(), request);
        if (!reading.isUsable()) {
            throw ProblemException.user(join(reading.problems()));
        }
        Problems problems = new Problems();
        Compiled compiled = GitlabCi.compile(reading.configuration(), request, problems);
        if (problems.hasErrors()) {
            throw ProblemException.user(join(problems.sorted()));
        }
        return compiled.plan().orElseThrow(() -> ProblemException.user(compiled.why()));
    }

    private static String join(List<Problem> problems) {
        return problems.stream()
                .filter(Problem::isError)
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
    }

    /** The configuration of a child pipeline: files of the repository, or one that a job made. */
    @Override
    public Called called(RunRow run, Material caller, SubPlan call, String prefix) {
        String ref = call.ref();
        if (ref.startsWith("artifact:")) {
            int slash = ref.indexOf('/');
            String node = ref.substring("artifact:".length(), slash);
            String path = ref.substring(slash + 1);
            String text =
                    surroundings
                            .repository()
                            .apply(run)
                            .artifact()
                            .text(prefix + node, path)
                            .orElseThrow(() ->
                                    ProblemException.user(
                                            "the job " + node + " has kept no file " + path));
            return new Called(caller.home(), path, text);
        }
        StringBuilder text = new StringBuilder("include:\n");
        for (String one : ref.lines().toList()) {
            String path = one.replaceFirst("^\\./", "").replace("'", "''");
            text.append("  - ")
                    .append(one.startsWith("{") ? one : "local: '" + path + "'")
                    .append('\n');
        }
        return new Called(caller.home(), call.src().file(), text.toString());
    }

    @Override
    public Material enter(
            RunRow run, Material caller, SubPlan call, Called called, Contexts contexts) {
        Map<String, String> given = new LinkedHashMap<>();
        call.inputs().forEach((name, value) -> given.put(name, Expressions.text(value, contexts)));
        Request request =
                request(
                        run,
                        given,
                        new Request.Selection(List.of(), true, surroundings.selection().played()),
                        List.of(Variable.raw("CI_PIPELINE_SOURCE", PARENT)));
        return new Material(
                plan(run, called.file(), called.text(), Map.of(), request),
                called.home(),
                caller.github(),
                Obj.ofTexts(given),
                caller.vars(),
                caller.secrets(),
                caller.place(),
                List.of());
    }

    @Override
    public Material in(String environment, RunRow run, Material material) {
        return material.with(values(run, environment), surroundings.secrets().of(run, environment));
    }
}

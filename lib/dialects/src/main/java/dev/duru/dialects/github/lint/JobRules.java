package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks one job after the other. */
final class JobRules {
    private static final Set<String> STEPS_ONLY =
            Set.of(
                    "runs-on",
                    "environment",
                    "outputs",
                    "env",
                    "defaults",
                    "steps",
                    "timeout-minutes",
                    "continue-on-error",
                    "container",
                    "services");
    private static final Set<String> CALL_ONLY = Set.of("with", "secrets");
    private static final Pattern REMOTE_CALL = Pattern.compile("[^./][^/]*/[^/]+/[^@]+@.+");
    private static final Pattern LOCAL_CALL = Pattern.compile("\\./[^@]+");

    private final Problems problems;
    private final ShapeChecker shapes;
    private final Scalars scalars;
    private final ActionSource local;
    private final CallRules calls;
    private final RunnerRules runners;

    JobRules(Problems problems, ShapeChecker shapes, Scalars scalars, Repository repository) {
        this.problems = problems;
        this.shapes = shapes;
        this.scalars = scalars;
        this.local = new LocalActions(repository);
        this.calls = new CallRules(repository, problems);
        this.runners = new RunnerRules(problems);
    }

    /** Counts the jobs of the workflow itself against the limit. */
    void count(Workflow workflow) {
        calls.count(workflow);
    }

    void check(Workflow workflow, JobSyntax job) {
        Scope scope = scalars.scope();
        scope.set("needs", needs(workflow, job));
        scope.set("matrix", Type.strict(Map.of()));
        scope.beginSteps();
        StepRules.checkId(job.id(), "job", problems);
        job.needs().forEach(need -> StepRules.checkId(need, "job", problems));
        strategy(job);
        shapes.check(job.body(), Grammar.JOB);
        required(job);
        if (job.call() != null) {
            calls.check(workflow, job, job.call());
        }
        Permit.check(job.permissions(), problems);
        RunnerRules.Os os = RunnerRules.os(job.runsOn());
        runners.check(job);
        runners.shell(job.defaults().shell(), os);
        EnvNames.check(job.env(), problems);
        containers(job);
        snapshot(job);
        new LiteralRules(problems).check(job);
        steps(job, os);
        Fields fields = new Fields(job.body());
        Optional.ofNullable(job.environment())
                .ifPresent(environment -> environment(fields, environment));
        Optional.ofNullable(fields.node("outputs"))
                .ifPresent(outputs -> shapes.check(outputs, Grammar.OUTPUTS));
    }

    private Type needs(Workflow workflow, JobSyntax job) {
        Map<String, Type> needs = new LinkedHashMap<>();
        for (YamlScalar need : job.needs()) {
            workflow.job(need.text())
                    .ifPresent(before ->
                            needs.put(
                                    need.text().toLowerCase(Locale.ROOT),
                                    Type.strict(
                                            Map.of(
                                                    "outputs",
                                                    given(before),
                                                    "result",
                                                    Type.TEXT))));
        }
        return Type.strict(needs);
    }

    private Type given(JobSyntax job) {
        return job.call() == null ? outputs(job) : calls.outputs(job.call());
    }

    /** The outputs of a job that is done. */
    static Type outputs(JobSyntax job) {
        if (job.call() != null) {
            return Type.mapOf(Type.TEXT);
        }
        List<String> names = job.outputs() == null ? List.of() : job.outputs().names();
        return Type.texts(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    private void strategy(JobSyntax job) {
        if (job.strategy().whole() != null) {
            scalars.scope().set("matrix", Type.open());
        }
        if (new Fields(job.body()).node("strategy") instanceof YamlMap strategy) {
            strategy.entry("matrix")
                    .ifPresent(entry ->
                            scalars.scope()
                                    .set(
                                            "matrix",
                                            new MatrixRules(problems, shapes, scalars)
                                                    .check(entry.key(), entry.value())));
        }
    }

    private void required(JobSyntax job) {
        YamlMap body = job.body();
        if (body.isEmpty()) {
            return;
        }
        if (body.entry("uses").isPresent()) {
            YamlScalar last = null;
            for (YamlMap.Entry entry : body.entries()) {
                last = STEPS_ONLY.contains(entry.name()) ? entry.key() : last;
            }
            if (last != null) {
                problems.error(
                        last.position(),
                        ShapeChecker.RULE,
                        "a job that calls a workflow has no `" + last.text() + "`",
                        "remove it, or move it into the workflow that is called");
            }
            if (job.call() != null) {
                callFormat(job.call().uses());
            }
            return;
        }
        if (job.body().entry("steps").isEmpty()) {
            problems.warning(
                    job.id().position(),
                    ShapeChecker.RULE,
                    "the job `" + job.id().text() + "` has no `steps`",
                    "add `steps:`, or remove the job");
        }
        missing(job, "runs-on");
        YamlScalar last = null;
        for (YamlMap.Entry entry : body.entries()) {
            last = CALL_ONLY.contains(entry.name()) ? entry.key() : last;
        }
        if (last != null) {
            problems.error(
                    last.position(),
                    ShapeChecker.RULE,
                    "only a job that calls a workflow has `" + last.text() + "`",
                    "add `uses:` with the workflow, or move it into a step");
        }
    }

    private void missing(JobSyntax job, String key) {
        if (job.body().entry(key).isEmpty()) {
            problems.error(
                    job.id().position(),
                    ShapeChecker.RULE,
                    "the job `" + job.id().text() + "` has no `" + key + "`",
                    "add `" + key + ":`");
        }
    }

    private void callFormat(YamlScalar uses) {
        String text = uses.text();
        if (text.isEmpty()
                || GhaTemplate.isTemplate(text)
                || LOCAL_CALL.matcher(text).matches()
                || REMOTE_CALL.matcher(text).matches()) {
            return;
        }
        problems.error(
                uses.position(),
                "call",
                "`" + text + "` names no workflow",
                "write owner/repository/path.yml@version or ./path.yml");
    }

    private void snapshot(JobSyntax job) {
        Optional<YamlMap.Entry> snapshot = job.body().entry("snapshot");
        if (snapshot.isPresent() && snapshot.get().value() instanceof YamlMap map) {
            if (map.entry("image-name").isEmpty()) {
                problems.error(
                        snapshot.get().key().position(),
                        ShapeChecker.RULE,
                        "`snapshot` has no name for the image",
                        "add `image-name:`");
            }
            if (map.find("version").orElse(null) instanceof YamlScalar version) {
                GlobRule.ref(version, problems);
            }
        }
    }

    private void containers(JobSyntax job) {
        container("container", new Fields(job.body()).map().entry("container").orElse(null));
        if (job.services() instanceof YamlMap services) {
            services.entries().forEach(entry -> container("services", entry));
        }
    }

    private void container(String section, YamlMap.@Nullable Entry entry) {
        if (entry == null || !(entry.value() instanceof YamlMap container)) {
            return;
        }
        if (container.entry("image").isEmpty() && !container.isEmpty()) {
            problems.error(
                    entry.key().position(),
                    ShapeChecker.RULE,
                    "`image` is missing in " + section,
                    "add `image:`");
        }
        EnvNames.check(container.find("env").orElse(null), problems);
        Optional<YamlMap.Entry> credentials = container.entry("credentials");
        if (credentials.isPresent()) {
            credentials(credentials.get());
        }
    }

    private void credentials(YamlMap.Entry credentials) {
        boolean expression =
                credentials.value() instanceof YamlScalar scalar && Scalars.isWhole(scalar);
        if (expression) {
            return;
        }
        YamlNode password = null;
        boolean both = false;
        if (credentials.value() instanceof YamlMap map) {
            password = map.find("password").orElse(null);
            both = password != null && map.entry("username").isPresent();
        }
        if (!both) {
            problems.error(
                    credentials.key().position(),
                    ShapeChecker.RULE,
                    "credentials need `username` and `password`",
                    "add both");
        } else if (password instanceof YamlScalar plain && !Scalars.isWhole(plain)) {
            problems.warning(
                    plain.position(),
                    "credentials",
                    "the password stands in the file",
                    "put it into a secret and write ${{ secrets.NAME }}");
        }
    }

    private void steps(JobSyntax job, RunnerRules.Os os) {
        YamlNode steps = new Fields(job.body()).node("steps");
        if (steps == null || !shapes.list("steps", steps, true)) {
            return;
        }
        if (((YamlList) steps).isEmpty()) {
            problems.warning(
                    steps.position(),
                    ShapeChecker.RULE,
                    "the section `steps` is empty",
                    "add a step or remove the job");
        }
        new ControlRules(problems, shapes).check((YamlList) steps);
        StepRules rules = new StepRules(problems, shapes, scalars, local);
        for (YamlNode step : ((YamlList) steps).items()) {
            rules.check(step, os, StepRules.Grammars.JOB);
        }
    }

    private void environment(Fields body, YamlNode environment) {
        shapes.check(environment, Grammar.ENVIRONMENT);
        if (environment instanceof YamlMap map
                && map.entry("name").isEmpty()
                && body.map().entry("environment").isPresent()) {
            problems.error(
                    body.map().entry("environment").get().key().position(),
                    ShapeChecker.RULE,
                    "the environment has no name",
                    "add `name:`");
        }
    }
}

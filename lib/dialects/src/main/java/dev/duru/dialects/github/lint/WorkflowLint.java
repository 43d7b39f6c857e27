package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlAnchor;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks a whole workflow. */
public final class WorkflowLint {
    private final Problems problems;
    private final Scalars scalars;
    private final ShapeChecker shapes;
    private final Repository repository;

    private WorkflowLint(Problems problems, Repository repository) {
        this.repository = repository;
        this.problems = problems;
        this.scalars = new Scalars(problems, new Scope());
        this.shapes = new ShapeChecker(problems, scalars);
    }

    /** Adds everything that is wrong with a workflow to {@code problems}. */
    public static void check(
            Workflow workflow, List<YamlAnchor> anchors, Repository repository, Problems problems) {
        Tags.check(workflow.root(), problems);
        new WorkflowLint(problems, repository).check(workflow);
        for (YamlAnchor anchor : anchors) {
            if (anchor.uses() == 0) {
                problems.warning(
                        anchor.position(),
                        "anchor",
                        "the anchor `&" + anchor.name() + "` is never used",
                        "remove it, or write `*" + anchor.name() + "` where it should be repeated");
            }
        }
    }

    private void check(Workflow workflow) {
        Fields fields = new Fields(workflow.root());
        YamlNode on = fields.node("on");
        if (on != null) {
            new TriggerRules(problems, shapes, scalars).check(on);
        } else {
            missing(workflow, "on");
        }
        shapes.check(workflow.root(), Grammar.WORKFLOW);
        groupOf(workflow.root());
        new LiteralRules(problems).concurrency(workflow.concurrency());
        defaults(workflow.root());
        Permit.check(workflow.permissions(), problems);
        EnvNames.check(workflow.env(), problems);
        new RunnerRules(problems).shell(workflow.defaults().shell(), RunnerRules.Os.UNKNOWN);
        YamlNode jobs = fields.node("jobs");
        if (jobs == null) {
            missing(workflow, "jobs");
            return;
        }
        jobs(workflow, jobs);
    }

    private void missing(Workflow workflow, String key) {
        problems.error(
                workflow.at(),
                ShapeChecker.RULE,
                "the workflow has no `" + key + "`",
                "add `" + key + ":`");
    }

    /** Groups need a name, at the top and in each job. */
    private void groupOf(YamlMap map) {
        map.entry("concurrency")
                .ifPresent(entry -> {
                    if (entry.value() instanceof YamlMap group && group.entry("group").isEmpty()) {
                        problems.error(
                                entry.key().position(),
                                ShapeChecker.RULE,
                                "the concurrency group has no name",
                                "add `group:`");
                    }
                });
    }

    private void defaults(YamlMap map) {
        map.find("defaults")
                .ifPresent(value -> {
                    boolean run = value instanceof YamlMap d && d.entry("run").isPresent();
                    if (!run) {
                        problems.error(
                                value.position(),
                                ShapeChecker.RULE,
                                "`defaults` has no `run`",
                                "add `run:` with `shell:` or `working-directory:`");
                    }
                });
    }

    private void jobs(Workflow workflow, YamlNode jobs) {
        List<YamlMap.Entry> entries = shapes.names("the section `jobs`", jobs, false);
        for (YamlMap.Entry entry : entries) {
            if (entry.key().text().contains("${{")) {
                problems.error(
                        entry.key().position(),
                        ShapeChecker.RULE,
                        "expressions are not evaluated here",
                        "write the id of a job");
            } else if (!(entry.value() instanceof YamlMap)) {
                shapes.check(entry.value(), Grammar.JOB);
                StepRules.checkId(entry.key(), "job", problems);
            }
        }
        JobRules rules = new JobRules(problems, shapes, scalars, repository);
        rules.count(workflow);
        for (JobSyntax job : workflow.jobs()) {
            groupOf(job.body());
            defaults(job.body());
            rules.check(workflow, job);
        }
        new NeedsRules(problems).check(workflow.jobs());
        boolean start =
                workflow.jobs().isEmpty()
                        || workflow.jobs().stream().anyMatch(job -> job.needs().isEmpty());
        if (!start && !problems.hasErrors()) {
            problems.error(
                    jobs.position(),
                    "needs",
                    "every job needs another one, so none can start",
                    "remove the needs of one job");
        }
        callOutputs(workflow);
    }

    /** The outputs of a called workflow see all jobs. */
    private void callOutputs(Workflow workflow) {
        Map<String, Type> jobs = new LinkedHashMap<>();
        for (JobSyntax job : workflow.jobs()) {
            Type outputs = job.call() != null ? Type.open() : JobRules.outputs(job);
            jobs.put(
                    job.id().text().toLowerCase(Locale.ROOT),
                    Type.strict(Map.of("outputs", outputs, "result", Type.TEXT)));
        }
        scalars.scope().set("jobs", Type.strict(jobs));
        scalars.scope().set("needs", Type.strict(Map.of()));
        for (Trigger trigger : workflow.triggers()) {
            if (trigger.event().equals("workflow_call")
                    && trigger.settings() instanceof YamlMap map
                    && map.find("outputs").isPresent()) {
                shapes.check(
                        map.find("outputs").get(),
                        java.util.Objects.requireNonNull(Grammar.CALL.keys().get("outputs")));
            }
        }
    }
}

package dev.duru.pipeline;

import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.problem.Problem;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a workflow asks for and this engine does not do, so that nothing is passed over in silence.
 */
final class Unsupported {
    private static final Set<String> EVENTS =
            Set.of("push", "pull_request", "workflow_dispatch", "workflow_call");

    private final Set<Problem> found = new LinkedHashSet<>();

    private Unsupported() {}

    static List<Problem> in(Workflow workflow, Plan plan) {
        Unsupported unsupported = new Unsupported();
        workflow.triggers().stream()
                .filter(trigger -> !EVENTS.contains(trigger.event()))
                .forEach(trigger ->
                        unsupported.add(
                                trigger.name().position(),
                                "`" + trigger.event() + "` starts no run here",
                                "start the workflow by hand with workflow_dispatch"));
        unsupported.keys(workflow.root());
        workflow.jobs().forEach(job -> unsupported.keys(job.body()));
        plan.gaps()
                .forEach(gap ->
                        unsupported.add(gap.position(), gap.key() + ": " + gap.instead(), ""));
        plan.nodes().forEach(unsupported::node);
        return List.copyOf(unsupported.found);
    }

    private void keys(YamlMap map) {
        map.entry("permissions")
                .ifPresent(entry ->
                        add(
                                entry.key().position(),
                                "jobs get no token of this server, so permissions change nothing",
                                "give a token to the job as a secret"));
        map.entry("environment")
                .ifPresent(entry ->
                        add(
                                entry.key().position(),
                                "the job does not wait for an approval of its environment",
                                "name the environment and its approvals in duru.yml"));
    }

    private void add(Position position, String message, String mend) {
        found.add(new Problem(Problem.Severity.WARNING, position, "not-supported", message, mend));
    }

    private void node(Node node) {
        if (node instanceof SubPlan call) {
            add(
                    call.src(),
                    "the workflow " + call.ref() + " is not called; the job ends as errored",
                    "put its steps into this job");
        }
        if (node instanceof Job job) {
            if (job.executor() instanceof Executor.Container container) {
                add(
                        container.src(),
                        "jobs in containers are not run; the job ends as errored",
                        "remove `container:` to run on the machine itself");
            }
            job.services()
                    .forEach(service ->
                            add(
                                    service.src(),
                                    "the service `"
                                            + service.name()
                                            + "` is not started; the job ends as errored",
                                    "start it in a run step"));
            job.steps().forEach(this::step);
        }
    }

    private void step(Step step) {
        if (step instanceof Step.UseAction use && use.action() instanceof ActionRef.Image) {
            add(
                    use.head().src(),
                    "the container " + use.action() + " is not run; the job ends as errored",
                    "use a run step or another action");
        }
    }
}

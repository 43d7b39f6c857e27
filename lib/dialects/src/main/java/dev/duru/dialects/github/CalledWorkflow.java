package dev.duru.dialects.github;

import dev.duru.dialects.github.compile.WorkflowCompiler;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.DispatchInputs;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A workflow that a job calls, ready to run.
 *
 * @param plan its jobs may do no more than the caller
 * @param inputs its {@code inputs} context: what was given, checked and typed, and the defaults
 * @param secrets what its jobs see as {@code secrets}
 */
public record CalledWorkflow(Plan plan, Obj inputs, Map<String, String> secrets) {
    public CalledWorkflow {
        secrets = Map.copyOf(secrets);
    }

    static CalledWorkflow compile(
            Workflow workflow,
            SubPlan call,
            Obj given,
            Map<String, String> secrets,
            Contexts contexts) {
        Optional<Trigger> trigger = workflow.trigger("workflow_call");
        if (trigger.isEmpty()) {
            throw new ExpressionException(
                    "the workflow " + call.ref() + " cannot be called; add `on: workflow_call`",
                    call.src());
        }
        Problems problems = new Problems();
        Obj inputs =
                DispatchInputs.resolve(
                        trigger.get(), given, contexts.with("inputs", Obj.empty()), problems);
        Map<String, String> passed = secrets(trigger.get(), call, secrets, problems);
        List<Problem> errors = problems.sorted().stream().filter(Problem::isError).toList();
        if (!errors.isEmpty()) {
            throw new ExpressionException(
                    "the workflow "
                            + call.ref()
                            + " cannot be called so: "
                            + errors.stream()
                                    .map(Problem::message)
                                    .collect(Collectors.joining("; ")),
                    call.src());
        }
        Plan plan =
                WorkflowCompiler.compile(
                        workflow, contexts.with("inputs", inputs), call.permissions());
        return new CalledWorkflow(plan, inputs, passed);
    }

    /** Secrets by name in any case; a call that passes all of them need not declare them. */
    private static Map<String, String> secrets(
            Trigger trigger, SubPlan call, Map<String, String> given, Problems problems) {
        Map<String, String> passed = new LinkedHashMap<>();
        given.forEach((name, value) -> passed.put(name.toUpperCase(Locale.ROOT), value));
        for (YamlMap.Entry entry : trigger.entries("secrets")) {
            YamlScalar required =
                    entry.value() instanceof YamlMap map ? new Fields(map).text("required") : null;
            String value = passed.getOrDefault(entry.name().toUpperCase(Locale.ROOT), "");
            if (required != null && required.text().equalsIgnoreCase("true") && value.isEmpty()) {
                problems.error(
                        entry.key().position(),
                        "secrets",
                        "the secret `" + entry.name() + "` is required",
                        "pass it below `secrets:`, or write `secrets: inherit`");
            }
        }
        if (!call.inheritSecrets()) {
            for (String name : given.keySet()) {
                boolean declared =
                        trigger.entries("secrets").stream()
                                .anyMatch(entry -> entry.name().equalsIgnoreCase(name));
                if (!declared) {
                    Position at = trigger.name().position();
                    problems.error(at, "secrets", "it takes no secret `" + name + "`", "");
                }
            }
        }
        return passed;
    }
}

package dev.duru.dialects.github;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.compile.CompositeExpander;
import dev.duru.dialects.github.compile.WorkflowCompiler;
import dev.duru.dialects.github.lint.ActionLint;
import dev.duru.dialects.github.lint.Repository;
import dev.duru.dialects.github.lint.WorkflowLint;
import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.syntax.WorkflowReader;
import dev.duru.dialects.github.trigger.Decision;
import dev.duru.dialects.github.trigger.DispatchInputs;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.github.trigger.Schedules;
import dev.duru.dialects.github.trigger.Triggers;
import dev.duru.dialects.plan.Param;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.schedule.Schedule;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlDocument;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entrance to the GitHub Actions dialect. */
public final class GithubActions {
    private static final YamlOptions OPTIONS = YamlOptions.defaults().withMergeKeys(false);

    private GithubActions() {}

    /**
     * Reads a workflow.
     *
     * @param file the name to show in positions, such as {@code .github/workflows/ci.yml}
     */
    public static Parsed<Workflow> parse(String file, String text) {
        return parse(file, text, Repository.unknown());
    }

    /**
     * Reads a workflow, and checks the local actions and the workflows that it calls.
     *
     * @param file the name to show in positions, such as {@code .github/workflows/ci.yml}
     */
    public static Parsed<Workflow> parse(String file, String text, Repository repository) {
        Problems problems = new Problems();
        if (text.length() > repository.limits().characters()) {
            problems.error(
                    Position.startOf(file),
                    "syntax",
                    "the file has %,d characters, more than the limit of %,d"
                            .formatted(text.length(), repository.limits().characters()),
                    "split the workflow");
            return new Parsed<>(null, problems.sorted());
        }
        YamlDocument document = Yaml.read(file, text, OPTIONS);
        YamlMap root = root(document, problems);
        if (root == null) {
            return new Parsed<>(null, problems.sorted());
        }
        Workflow workflow = WorkflowReader.read(root);
        WorkflowLint.check(workflow, document.anchors(), repository, problems);
        return new Parsed<>(workflow, problems.sorted());
    }

    /** Reads an {@code action.yml}. */
    public static Parsed<ActionSyntax> parseAction(String file, String text) {
        Problems problems = new Problems();
        YamlMap root = root(Yaml.read(file, text, OPTIONS), problems);
        if (root == null) {
            return new Parsed<>(null, problems.sorted());
        }
        ActionSyntax action = ActionSyntax.read(root);
        ActionLint.check(action, Repository.unknown(), problems);
        return new Parsed<>(action, problems.sorted());
    }

    private static @Nullable YamlMap root(YamlDocument document, Problems problems) {
        problems.yaml(document.problems());
        YamlNode root = document.root().orElse(null);
        if (root instanceof YamlMap map) {
            return map;
        }
        if (!document.hasErrors()) {
            problems.error(
                    document.start(),
                    "syntax",
                    root == null ? "the file is empty" : "the file is not a mapping",
                    "write at least `on:` and `jobs:`");
        }
        return null;
    }

    /** Whether an event starts a workflow, and why. */
    public static Decision matches(Workflow workflow, Event event) {
        return Triggers.decide(workflow, event);
    }

    /** When {@code on.schedule} starts a workflow; malformed lines are left out. */
    public static List<Schedule> schedules(Workflow workflow) {
        return workflow.trigger("schedule").map(Schedules::of).orElse(List.of());
    }

    /**
     * The inputs that a manual start or a call takes, for a form or a command line.
     *
     * @param event {@code workflow_dispatch} or {@code workflow_call}
     */
    public static List<Param> params(Workflow workflow, String event) {
        return workflow.trigger(event).map(DispatchInputs::declared).orElse(List.of());
    }

    /**
     * The {@code inputs} context of a manual start: the given ones checked and typed, the others
     * from their defaults.
     *
     * @param event {@code workflow_dispatch}
     * @param problems receives what is missing, unknown or of the wrong type
     */
    public static Obj inputs(Workflow workflow, String event, Obj given, Problems problems) {
        Trigger trigger = workflow.trigger(event).orElse(null);
        return trigger == null
                ? Obj.empty()
                : DispatchInputs.resolve(trigger, given, Contexts.of(Obj.empty()), problems);
    }

    /**
     * Compiles a workflow that a job calls.
     *
     * @param workflow the called one, without errors
     * @param call the job; its permissions are the most that the called jobs may have
     * @param given the values of {@link SubPlan#inputs()}
     * @param secrets the values of {@link SubPlan#secrets()}, or all of the caller's where {@link
     *     SubPlan#inheritSecrets()}
     * @param contexts with the caller's {@code github} and {@code vars}
     * @throws ExpressionException if the workflow cannot be called so; it knows the place
     */
    public static CalledWorkflow compileCalled(
            Workflow workflow,
            SubPlan call,
            Obj given,
            Map<String, String> secrets,
            Contexts contexts) {
        return CalledWorkflow.compile(workflow, call, given, secrets, contexts);
    }

    /**
     * The outputs of a called workflow, when all its jobs are done.
     *
     * @param contexts with {@code jobs}, an object of {@code result} and {@code outputs} by the key
     *     of each job, and with {@code github}, {@code inputs} and {@code vars} of the call
     * @throws ExpressionException if an output cannot be evaluated
     */
    public static Obj outputs(Plan called, Contexts contexts) {
        Obj.Builder outputs = Obj.builder();
        for (Plan.Output output : called.outputs()) {
            outputs.put(output.name(), Value.of(Expressions.text(output.value(), contexts)));
        }
        return outputs.build();
    }

    /**
     * Compiles a workflow that has no errors.
     *
     * @param contexts with the roots {@code github}, {@code inputs} and {@code vars}
     * @throws ExpressionException if a matrix cannot be made of its values; it knows the place
     */
    public static Plan compile(Workflow workflow, Contexts contexts) {
        return WorkflowCompiler.compile(workflow, contexts);
    }

    /**
     * Puts the steps of a composite action in the place of the step that uses it.
     *
     * @param folder of the action, relative to the workspace
     */
    public static Step.Group expand(Step.UseAction use, ActionSyntax action, String folder) {
        return CompositeExpander.expand(use, action, folder);
    }
}

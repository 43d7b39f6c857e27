package dev.duru.pipeline;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.engine.PlanSource.Material;
import dev.duru.pipeline.state.RunRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a local run would do.
 *
 * @param workflow the file
 * @param name of the workflow
 * @param jobs in the order of the file; a job that depends on what others give out, or that calls a
 *     workflow, is one entry
 */
public record LocalPlan(String workflow, String name, String event, List<Entry> jobs) {
    /**
     * A job.
     *
     * @param condition as the file writes it; empty for none
     * @param steps their names; empty for what is only known later
     */
    public record Entry(
            String key, String name, List<String> needs, String condition, List<String> steps) {}

    static LocalPlan of(RunRow run, Material material) {
        Plan plan = material.plan();
        Set<String> wanted = new HashSet<>();
        material.only().forEach(key -> need(plan, key, wanted));
        List<Entry> jobs = new ArrayList<>();
        Contexts contexts =
                Contexts.of(
                        Obj.of(
                                "github",
                                material.github(),
                                "inputs",
                                material.inputs(),
                                "vars",
                                material.vars()));
        for (Node node : plan.nodes()) {
            if (wanted.isEmpty() || wanted.contains(node.key().toLowerCase(Locale.ROOT))) {
                jobs.add(entry(node, contexts));
            }
        }
        return new LocalPlan(run.workflow(), run.name(), run.event(), jobs);
    }

    private static void need(Plan plan, String key, Set<String> wanted) {
        if (wanted.add(key.toLowerCase(Locale.ROOT))) {
            plan.nodes().stream()
                    .filter(node -> node.key().equalsIgnoreCase(key))
                    .flatMap(node -> node.needs().stream())
                    .forEach(before -> need(plan, before, wanted));
        }
    }

    private static Entry entry(Node node, Contexts contexts) {
        String condition =
                switch (node.cond().expr()) {
                    case Expr.GhaExpr(String code, _) -> code.strip();
                    case Expr.GhaText(String text, _) -> text.strip();
                    default -> "";
                };
        return switch (node) {
            case Job job -> {
                Contexts inside =
                        contexts.with("matrix", job.cell().axes())
                                .with("strategy", job.cell().strategy());
                yield new Entry(
                        job.key(),
                        shown(job.display(), inside, job.key()),
                        job.needs(),
                        condition,
                        job.steps().stream().map(step -> step(step, inside)).toList());
            }
            case SubPlan call ->
                    new Entry(
                            call.key(),
                            shown(
                                    call.display(),
                                    contexts.with("matrix", call.cell().axes()),
                                    call.key()),
                            call.needs(),
                            condition,
                            List.of("calls " + call.ref()));
            case Downstream other ->
                    new Entry(
                            other.key(),
                            shown(other.display(), contexts, other.key()),
                            other.needs(),
                            condition,
                            List.of("a pipeline of " + other.project()));
            case Deferred deferred ->
                    new Entry(
                            deferred.key(),
                            deferred.key() + " (a matrix of outputs)",
                            deferred.needs(),
                            condition,
                            List.of());
            case Barrier barrier ->
                    new Entry(barrier.key(), barrier.key(), barrier.needs(), condition, List.of());
            case Approval approval ->
                    new Entry(
                            approval.key(), approval.key(), approval.needs(), condition, List.of());
        };
    }

    private static String step(Step step, Contexts contexts) {
        return shown(step.head().display(), contexts, step.head().id().value());
    }

    /** A name as far as it is known before anything has run. */
    private static String shown(Expr display, Contexts contexts, String otherwise) {
        try {
            return Expressions.text(display, contexts).lines().findFirst().orElse(otherwise);
        } catch (ExpressionException e) {
            return display instanceof Expr.GhaText(String text, _) ? text : otherwise;
        }
    }
}

package dev.duru.dialects.github;

import dev.duru.dialects.github.expr.Coercion;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Gap;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.ShellChoice;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.SubPlan;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a plan for people to compare. */
final class PlanPrinter {
    private final StringBuilder out = new StringBuilder();

    static String print(Plan plan) {
        PlanPrinter printer = new PlanPrinter();
        printer.line(0, "plan " + plan.name());
        printer.set(1, "title", plan.title());
        plan.locks().forEach(lock -> printer.line(1, lock(lock)));
        plan.nodes().forEach(printer::node);
        plan.edges().forEach(printer::edge);
        for (Plan.Output output : plan.outputs()) {
            printer.line(0, "output " + output.name() + " = " + expr(output.value()));
        }
        for (Gap gap : plan.gaps()) {
            printer.line(0, "gap " + gap);
        }
        return printer.out.toString();
    }

    private void line(int depth, String text) {
        out.repeat("  ", depth).append(text.replace("\n", "\\n")).append('\n');
    }

    private void set(int depth, String what, Expr expr) {
        if (!expr.isUnset()) {
            line(depth, what + " " + expr(expr));
        }
    }

    private static String lock(dev.duru.dialects.plan.Concurrency lock) {
        String cancel =
                lock.cancelRunning().isUnset() ? "" : " cancelling " + expr(lock.cancelRunning());
        return "lock " + expr(lock.key()) + cancel;
    }

    private void edge(Edge edge) {
        line(0, "edge " + edge.from() + " -> " + edge.to());
    }

    private static String expr(Expr expr) {
        return switch (expr) {
            case Expr.Lit lit -> "'" + Coercion.text(lit.value()) + "'";
            case Expr.GhaExpr code -> "<" + code.code() + ">";
            case Expr.GlText text -> "\"" + text.text() + "\"";
            case Expr.GlVariables own -> own.variables().toString();
            case Expr.GhaText text -> "\"" + text.text() + "\"";
            case Expr.Fields fields -> map(fields.fields());
            case Expr.Items items ->
                    items.items().stream()
                            .map(PlanPrinter::expr)
                            .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    private static String map(Map<String, Expr> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + expr(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void cond(int depth, Cond cond) {
        boolean always = cond.expr() instanceof Expr.Lit;
        String implicit = cond.implicit() == Cond.StatusDefault.SUCCESS ? "success() and " : "";
        if (!always || implicit.isEmpty()) {
            line(depth, "if " + implicit + expr(cond.expr()));
        }
    }

    private void env(int depth, EnvLayers env) {
        for (EnvLayers.Layer layer : env.layers()) {
            line(depth, "env of " + layer.origin() + " " + expr(layer.variables()));
        }
    }

    void node(Node node) {
        switch (node) {
            case Job job -> job(job);
            case SubPlan call -> {
                line(0, "call " + call.id() + " " + expr(call.display()) + " of " + call.ref());
                common(call);
                line(1, "with " + map(call.inputs()));
                line(1, "secrets " + (call.inheritSecrets() ? "all" : map(call.secrets())));
            }
            case Downstream other -> {
                line(
                        0,
                        "downstream "
                                + other.id()
                                + " "
                                + other.bond()
                                + " of "
                                + other.project()
                                + "@"
                                + other.ref());
                common(other);
            }
            case Deferred deferred -> {
                line(0, "deferred " + deferred.id());
                common(deferred);
            }
            case dev.duru.dialects.plan.Barrier barrier -> line(0, "barrier " + barrier.id());
            case dev.duru.dialects.plan.Approval approval -> line(0, "approval " + approval.id());
        }
    }

    private void common(Node node) {
        if (!node.needs().isEmpty()) {
            line(1, "needs " + String.join(", ", node.needs()));
        }
        cond(1, node.cond());
    }

    private void job(Job job) {
        line(0, "job " + job.id() + " " + expr(job.display()));
        common(job);
        if (!job.cell().isSingle()) {
            var cell = job.cell();
            line(
                    1,
                    "cell %d of %d %s%s%s"
                            .formatted(
                                    cell.index() + 1,
                                    cell.total(),
                                    cell.axes().toString().replaceAll("\\s+", " "),
                                    cell.failFast() ? " fail-fast" : "",
                                    cell.maxParallel() == 0
                                            ? ""
                                            : " at most " + cell.maxParallel()));
        }
        executor(job.executor());
        job.services()
                .forEach(s -> line(1, "service " + s.name() + " " + expr(s.image().reference())));
        env(1, job.env());
        job.locks().forEach(lock -> line(1, lock(lock)));
        if (job.deployment() != null) {
            line(1, "deploys to " + expr(job.deployment().environment()));
        }
        if (!job.permissions().scopes().isEmpty()) {
            line(1, "may " + new java.util.TreeMap<>(job.permissions().scopes()));
        }
        set(1, "tolerated", job.failure().tolerated());
        set(1, "minutes", job.timeouts().minutes());
        steps(1, job.steps());
        job.outputs().forEach((name, value) -> line(1, "output " + name + " = " + expr(value)));
    }

    private void executor(Executor executor) {
        switch (executor) {
            case Executor.Host host -> line(1, "on " + expr(host.labels()));
            case Executor.Container container -> {
                line(1, "on " + expr(container.host().labels()));
                line(1, "in " + expr(container.image().reference()));
            }
        }
    }

    private void steps(int depth, List<Step> steps) {
        for (Step step : steps) {
            Step.Head head = step.head();
            String id = head.id() + " " + expr(head.display());
            switch (step) {
                case Step.Run run -> {
                    line(depth, "run " + id);
                    line(depth + 1, "script " + expr(run.body()));
                    line(depth + 1, "shell " + shell(run.shell()));
                    set(depth + 1, "in", run.workdir());
                }
                case Step.UseAction use ->
                        line(depth, "use " + id + " " + use.action() + " " + map(use.with()));
                case Step.Builtin builtin ->
                        line(depth, builtin.kind() + " " + id + " " + map(builtin.args()));
                case Step.Control control ->
                        line(depth, control.kind() + " " + id + " " + control.targets());
                case Step.Group group -> {
                    line(depth, "group " + id + " in " + group.folder());
                    line(depth + 1, "inputs " + map(group.inputs()));
                    steps(depth + 1, group.body());
                    line(depth + 1, "outputs " + map(group.outputs()));
                }
            }
            if (head.background()) {
                line(depth + 1, "in the background");
            }
            cond(depth + 1, head.cond());
            env(depth + 1, head.env());
            set(depth + 1, "tolerated", head.failure().tolerated());
            set(depth + 1, "minutes", head.timeouts().minutes());
        }
    }

    private static String shell(ShellChoice choice) {
        return switch (choice) {
            case ShellChoice.Fixed fixed -> String.join(" ", fixed.shell().argv());
            case ShellChoice.Named named -> "named " + expr(named.name());
        };
    }

    static String group(Step.Group group) {
        PlanPrinter printer = new PlanPrinter();
        printer.steps(0, List.of(group));
        return printer.out.toString();
    }
}

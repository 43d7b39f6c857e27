package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import org.jspecify.annotations.Nullable;

/**
 * One workflow of a run: the run's own, or one that a job of another level calls.
 *
 * @param caller the entry that calls it; null for the run's own
 * @param prefix stands before the names of its nodes: {@code ""}, or {@code call/}
 * @param title stands before the names of its jobs: {@code ""}, or {@code caller / }
 */
record Level(PlanSource.Material material, @Nullable Entry caller, String prefix, String title) {

    static Level top(PlanSource.Material material) {
        return new Level(material, null, "", "");
    }

    /** The level of the workflow that an entry calls. */
    static Level below(Entry caller, PlanSource.Material material) {
        return new Level(material, caller, caller.path() + "/", caller.name() + " / ");
    }

    /** How many calls lead here. */
    int depth() {
        return caller == null ? 0 : caller.level().depth() + 1;
    }

    /** What expressions of the workflow see before a job begins. */
    Contexts contexts(Obj needs) {
        return Contexts.of(
                Obj.builder()
                        .put("github", material.github())
                        .put("inputs", material.inputs())
                        .put("vars", material.vars())
                        .put("needs", needs)
                        .build());
    }

    /** The same for one cell of a matrix. */
    static Contexts inCell(Contexts contexts, Cell cell) {
        return contexts.with("matrix", cell.axes()).with("strategy", cell.strategy());
    }

    /** The name of a node as its file gives it. */
    String name(Node node, Obj needs) {
        return switch (node) {
            case Job job -> name(job.display(), job.cell(), job.key(), needs);
            case Downstream other -> name(other.display(), other.cell(), other.key(), needs);
            case SubPlan plan -> name(plan.display(), plan.cell(), plan.key(), needs);
            case Node other -> other.key();
        };
    }

    private String name(Expr display, Cell cell, String key, Obj needs) {
        try {
            String name = Expressions.text(display, inCell(contexts(needs), cell));
            return name.isBlank() ? key : name;
        } catch (ExpressionException e) {
            return key;
        }
    }
}

package dev.duru.dialects.github.compile;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates {@code strategy} of a job and makes its cells. */
final class MatrixExpander {
    private final JobSyntax.Strategy strategy;
    private final Position at;

    MatrixExpander(JobSyntax job) {
        this.strategy = job.strategy();
        this.at = job.id().position();
    }

    /** Whether the cells depend on what earlier jobs give out. */
    boolean needsOutputs() {
        return uses(strategy.matrix())
                || uses(strategy.failFast())
                || uses(strategy.maxParallel())
                || uses(strategy.whole());
    }

    private static boolean uses(@Nullable YamlNode node) {
        Set<String> contexts = Exprs.contexts(node);
        return contexts.contains("needs");
    }

    /** The three keys, each unset where nobody wrote it. */
    private record Keys(Expr matrix, Expr failFast, Expr maxParallel) {}

    private Keys keys(Contexts contexts) {
        if (strategy.whole() == null) {
            return new Keys(
                    Exprs.of(strategy.matrix(), at),
                    Exprs.of(strategy.failFast(), at),
                    Exprs.of(strategy.maxParallel(), at));
        }
        Expr whole = Exprs.of(strategy.whole(), at);
        return switch (Expressions.evaluate(whole, contexts)) {
            case Obj keys ->
                    new Keys(
                            new Expr.Lit(keys.at("matrix"), whole.src()),
                            new Expr.Lit(keys.at("fail-fast"), whole.src()),
                            new Expr.Lit(keys.at("max-parallel"), whole.src()));
            case Value.Null _ ->
                    new Keys(
                            Expr.unset(whole.src()),
                            Expr.unset(whole.src()),
                            Expr.unset(whole.src()));
            case Value _ ->
                    throw new ExpressionException(
                            "the strategy of this job is not an object; give `matrix`",
                            whole.src());
        };
    }

    /**
     * The cells; one without axes for a job that has no matrix.
     *
     * @throws ExpressionException if the values do not make a matrix
     */
    List<Cell> cells(Contexts contexts) {
        Keys keys = keys(contexts);
        Expr expr = keys.matrix();
        if (expr.isUnset()) {
            return List.of(Cell.SINGLE);
        }
        Value value = Expressions.evaluate(expr, contexts);
        if (!(value instanceof Obj matrix)) {
            throw new ExpressionException(
                    "the matrix of this job is not an object; give rows of lists", expr.src());
        }
        List<Obj> axes;
        try {
            axes = Matrix.cells(matrix);
        } catch (ExpressionException bad) {
            throw bad.at(expr.src());
        }
        if (axes.isEmpty()) {
            throw new ExpressionException(
                    "the matrix of this job has no cell; give at least one value for each row",
                    expr.src());
        }
        boolean failFast =
                keys.failFast().isUnset() || Expressions.truthy(keys.failFast(), contexts);
        OptionalDouble parallel = Expressions.number(keys.maxParallel(), contexts);
        int maxParallel = (int) Math.max(0, parallel.orElse(0));
        List<Cell> cells = new ArrayList<>();
        for (Obj cell : axes) {
            cells.add(new Cell(cell, cells.size(), axes.size(), failFast, maxParallel));
        }
        return cells;
    }
}

package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.FailurePolicy;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.StepId;
import dev.duru.dialects.plan.Timeouts;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Small pieces of plans. */
final class Exprs {
    private Exprs() {}

    /** A text in which variables are filled in when the job runs. */
    static Expr text(@Nullable YamlNode node, Position otherwise) {
        return node instanceof YamlScalar scalar && !scalar.isNull()
                ? new Expr.GlText(scalar.text(), scalar.content())
                : Expr.unset(otherwise);
    }

    /** One text of several lines, in which variables are filled in. */
    static Expr lines(List<String> lines, Position at) {
        return new Expr.GlText(String.join("\n", lines), at);
    }

    /** Arguments as one text that a shell would take apart again. */
    static Expr arguments(@Nullable YamlNode node, Position at) {
        if (node == null) {
            return Expr.unset(at);
        }
        String joined =
                Trees.texts(node).stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        return Expr.text(joined, at);
    }

    static Cond cond(boolean possible, Cond.StatusDefault status, Cond.Phase phase, Position at) {
        return new Cond(new Expr.Lit(Value.of(possible), at), status, phase);
    }

    /** What {@code when} asks of what was before. */
    static Cond.StatusDefault status(String when) {
        return switch (when) {
            case "on_failure" -> Cond.StatusDefault.FAILURE;
            case "always" -> Cond.StatusDefault.NOT_CANCELLED;
            default -> Cond.StatusDefault.SUCCESS;
        };
    }

    static Step.Head head(String name, Cond.StatusDefault status, Position at) {
        return new Step.Head(
                new StepId(name, false),
                Expr.text(name, at),
                cond(true, status, Cond.Phase.STEP_START, at),
                EnvLayers.NONE,
                new FailurePolicy(Expr.unset(at)),
                new Timeouts(Expr.unset(at), Expr.unset(at)),
                false,
                at);
    }

    /** A head whose step's failure means nothing, and that takes at most so many minutes. */
    static Step.Head harmless(String name, Cond.StatusDefault status, double minutes, Position at) {
        Expr limit = minutes > 0 ? new Expr.Lit(Value.of(minutes), at) : Expr.unset(at);
        return new Step.Head(
                new StepId(name, false),
                Expr.text(name, at),
                cond(true, status, Cond.Phase.STEP_START, at),
                EnvLayers.NONE,
                new FailurePolicy(new Expr.Lit(Value.of(true), at)),
                new Timeouts(limit, Expr.unset(at)),
                false,
                at);
    }
}

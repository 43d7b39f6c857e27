package dev.duru.dialects.plan;

import dev.duru.dialects.value.Contexts;
import dev.duru.yaml.Position;
import java.util.List;

/**
 * A job whose cells depend on what earlier jobs give out. When its condition holds, the engine asks
 * {@link #template()} for the cells, which take this node's place: its edges are theirs.
 */
public record Deferred(
        NodeId id, String key, Cond cond, List<String> needs, Template template, Position src)
        implements Node {
    /** Makes the cells of a deferred node. */
    @FunctionalInterface
    public interface Template {
        /**
         * Jobs or sub-plans, one for each cell; at least one. Their condition has already been
         * decided with this node's.
         *
         * @param contexts with {@code github}, {@code needs}, {@code vars} and {@code inputs}
         * @throws dev.duru.dialects.value.ExpressionException if the values do not make a matrix
         */
        List<Node> expand(Contexts contexts);
    }

    public Deferred {
        needs = List.copyOf(needs);
    }
}

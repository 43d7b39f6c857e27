package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Map;

/**
 * A run of another project, which this node starts, or whose result it shows.
 *
 * @param display the name to show
 * @param cell which cell of a matrix this is
 * @param project {@code owner/name}
 * @param ref a branch or a tag of it; {@code ""} for its main branch
 * @param bond what the node has to do with that run
 * @param variables those that the node sees, by which those it hands on are filled in
 * @param handing which of them the run gets
 * @param tolerated whether the node's failure does not count
 * @param locks to hold meanwhile
 */
public record Downstream(
        NodeId id,
        String key,
        Cond cond,
        List<String> needs,
        Expr display,
        Cell cell,
        String project,
        String ref,
        Bond bond,
        Expr.GlVariables variables,
        Handing handing,
        boolean tolerated,
        List<Concurrency> locks,
        Position src)
        implements Node {
    public Downstream {
        needs = List.copyOf(needs);
        locks = List.copyOf(locks);
    }

    /** What a node has to do with a run of another project. */
    public enum Bond {
        /** Starts one and is done. */
        START,
        /** Starts one and waits for it; whatever is no success is a failure. */
        AWAIT,
        /** Starts one, waits for it and ends as it does. */
        MIRROR,
        /** Starts none, and ends as the newest one of the ref does. */
        WATCH
    }

    /**
     * What a run that is started gets.
     *
     * @param names of the node's variables
     * @param reports whether what earlier jobs reported as variables goes along
     * @param given further variables, which win
     * @param inputs of its file's header
     */
    public record Handing(
            List<String> names, boolean reports, List<Variable> given, Map<String, String> inputs) {
        public Handing {
            names = List.copyOf(names);
            given = List.copyOf(given);
            inputs = Map.copyOf(inputs);
        }
    }
}

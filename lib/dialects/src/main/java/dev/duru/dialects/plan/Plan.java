package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * A whole run.
 *
 * @param name of the workflow, as shown in lists
 * @param title of this run, such as GitHub's {@code run-name}
 * @param nodes in the order of the file
 * @param locks that the whole run takes
 * @param autoCancel what ends the run before its time
 * @param gaps what the file asks for and this plan cannot hold exactly
 */
public record Plan(
        Dialect dialect,
        String name,
        Expr title,
        List<Node> nodes,
        List<Edge> edges,
        List<Concurrency> locks,
        Permissions permissions,
        List<Output> outputs,
        AutoCancel autoCancel,
        List<Gap> gaps,
        Position src) {
    /** A value that this plan gives to whoever called it as a sub-plan. */
    public record Output(String name, Expr value, Position src) {}

    public Plan {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        locks = List.copyOf(locks);
        outputs = List.copyOf(outputs);
        gaps = List.copyOf(gaps);
    }

    public Optional<Node> node(NodeId id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** All nodes that come from one entry of the file: the cells of a matrix, or just one. */
    public List<Node> cells(String key) {
        return nodes.stream().filter(node -> node.key().equals(key)).toList();
    }
}

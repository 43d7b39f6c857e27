package dev.duru.pipeline.github;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.kernel.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which part of a plan to run.
 *
 * @param jobs keys of jobs, which run with what they need; empty for all
 * @param cells values of matrices by key; a cell runs when it has one of the values of each key
 *     that it has at all. Empty for all
 */
public record Selection(List<String> jobs, Map<String, List<String>> cells) {
    /** Everything. */
    public static final Selection ALL = new Selection(List.of(), Map.of());

    public Selection {
        jobs = List.copyOf(jobs);
        cells = Map.copyOf(cells);
    }

    /**
     * The plan without the cells that are not wanted.
     *
     * @throws ProblemException USER for a job that is not there, or that has no such cell
     */
    public Plan narrow(Plan plan) {
        for (String key : jobs) {
            if (plan.cells(key).isEmpty()) {
                throw ProblemException.user(
                        plan.src().file() + " has no job '" + key + "'; it has: " + keys(plan));
            }
        }
        if (cells.isEmpty()) {
            return plan;
        }
        List<Node> nodes = plan.nodes().stream().filter(this::wants).map(this::later).toList();
        Set<String> left = nodes.stream().map(Node::key).collect(Collectors.toSet());
        for (Node node : plan.nodes()) {
            if (!left.contains(node.key())) {
                throw ProblemException.user(none(node.key()));
            }
        }
        Set<NodeId> ids = nodes.stream().map(Node::id).collect(Collectors.toSet());
        List<Edge> edges =
                plan.edges().stream()
                        .filter(edge -> ids.contains(edge.from()) && ids.contains(edge.to()))
                        .toList();
        return new Plan(
                plan.dialect(),
                plan.name(),
                plan.title(),
                nodes,
                edges,
                plan.locks(),
                plan.permissions(),
                plan.outputs(),
                plan.autoCancel(),
                plan.gaps(),
                plan.src());
    }

    private String none(String key) {
        String wanted =
                cells.entrySet().stream()
                        .map(cell -> cell.getKey() + ":" + String.join("|", cell.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", "));
        return "the job '" + key + "' has no cell with " + wanted + " in its matrix";
    }

    private static String keys(Plan plan) {
        return plan.nodes().stream().map(Node::key).distinct().collect(Collectors.joining(", "));
    }

    private boolean wants(Node node) {
        return switch (node) {
            case Job job -> wants(job.cell());
            case SubPlan call -> wants(call.cell());
            default -> true;
        };
    }

    private boolean wants(Cell cell) {
        return cells.entrySet().stream()
                .filter(wanted -> cell.axes().has(wanted.getKey()))
                .allMatch(wanted ->
                        wanted.getValue()
                                .contains(Expressions.text(cell.axes().at(wanted.getKey()))));
    }

    /** The same for a matrix that is only known while the run goes on. */
    private Node later(Node node) {
        if (!(node instanceof Deferred deferred)) {
            return node;
        }
        return new Deferred(
                deferred.id(),
                deferred.key(),
                deferred.cond(),
                deferred.needs(),
                contexts -> {
                    List<Node> wanted =
                            deferred.template().expand(contexts).stream()
                                    .filter(this::wants)
                                    .toList();
                    if (wanted.isEmpty()) {
                        throw new ExpressionException(none(deferred.key()), deferred.src());
                    }
                    return wanted;
                },
                deferred.src());
    }
}

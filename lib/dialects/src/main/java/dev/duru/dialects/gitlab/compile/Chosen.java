package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes that a selection of jobs leaves. */
record Chosen(List<Node> nodes, List<Edge> edges, Request.Selection selection) {

    /** The chosen jobs, and where it is wanted everything before them. */
    Set<NodeId> ids() {
        Set<NodeId> ids = new LinkedHashSet<>();
        if (selection.jobs().isEmpty()) {
            nodes.forEach(node -> ids.add(node.id()));
            return ids;
        }
        Map<NodeId, List<NodeId>> before = new HashMap<>();
        edges.forEach(edge ->
                before.computeIfAbsent(edge.to(), unused -> new ArrayList<>()).add(edge.from()));
        List<NodeId> open = new ArrayList<>();
        for (Node node : nodes) {
            if (selection.jobs().stream().anyMatch(job -> Request.Selection.means(job, node))) {
                open.add(node.id());
            }
        }
        while (!open.isEmpty()) {
            NodeId id = open.removeLast();
            if (ids.add(id) && selection.withNeeds()) {
                open.addAll(before.getOrDefault(id, List.of()));
            }
        }
        return ids;
    }
}

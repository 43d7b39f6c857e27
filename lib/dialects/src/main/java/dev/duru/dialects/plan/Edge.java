package dev.duru.dialects.plan;

import java.util.Set;

/**
 * {@code to} waits for {@code from}.
 *
 * @param flow what travels along the edge besides order
 */
public record Edge(NodeId from, NodeId to, Set<Flow> flow) {
    /** What a later job receives from an earlier one. */
    public enum Flow {
        ORDER,
        OUTPUTS,
        ARTIFACTS
    }

    public Edge {
        flow = Set.copyOf(flow);
    }
}

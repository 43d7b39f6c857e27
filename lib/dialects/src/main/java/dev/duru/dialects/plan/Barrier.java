package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;

/** The border of a stage: orders many nodes after many others without an edge for each pair. */
public record Barrier(NodeId id, String key, Cond cond, List<String> needs, Position src)
        implements Node {}

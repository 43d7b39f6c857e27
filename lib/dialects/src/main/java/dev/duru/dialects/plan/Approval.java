package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;

/**
 * A person must agree.
 *
 * @param blocking whether the run counts as unfinished until somebody decides
 */
public record Approval(
        NodeId id, String key, Cond cond, List<String> needs, boolean blocking, Position src)
        implements Node {}

package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;

/** Something in a plan that waits, runs and ends. */
public sealed interface Node permits Job, Barrier, Approval, SubPlan, Deferred, Downstream {
    NodeId id();

    /** The entry of the file from which the node comes; all cells of a matrix share it. */
    String key();

    /** Whether to run it, decided when all that it needs is done. */
    Cond cond();

    /** The keys that the file names as direct predecessors, for the {@code needs} context. */
    List<String> needs();

    Position src();
}

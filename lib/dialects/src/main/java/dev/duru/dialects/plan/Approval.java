package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;

/**
 * A person must agree.
 *
 * @param blocking whether the run counts as unfinished until somebody decides; else a run ends in
 *     which only such questions, and what waits for them, are left: the answer takes it up again
 * @param quiet whether nobody is asked: whoever wants it finds it in the run
 * @param sentence what to tell whoever decides; may be empty
 */
public record Approval(
        NodeId id,
        String key,
        Cond cond,
        List<String> needs,
        boolean blocking,
        boolean quiet,
        String sentence,
        Position src)
        implements Node {
    public Approval {
        needs = List.copyOf(needs);
    }
}

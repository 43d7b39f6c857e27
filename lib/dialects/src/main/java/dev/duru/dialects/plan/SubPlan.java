package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Map;

/**
 * Another workflow, called with inputs; its outputs become the outputs of this node.
 *
 * @param ref the workflow: {@code ./path/in/this/repository.yml} or {@code owner/repo/path@ref}
 * @param inputs by name
 * @param inheritSecrets whether it sees all secrets of the caller
 * @param secrets those passed by name
 * @param tolerated whether its failure does not count
 */
public record SubPlan(
        NodeId id,
        String key,
        Cond cond,
        List<String> needs,
        Expr display,
        Cell cell,
        String ref,
        Map<String, Expr> inputs,
        boolean inheritSecrets,
        Map<String, Expr> secrets,
        boolean tolerated,
        List<Concurrency> locks,
        Permissions permissions,
        Position src)
        implements Node {
    public SubPlan {
        needs = List.copyOf(needs);
        locks = List.copyOf(locks);
    }
}

package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Variable;
import dev.duru.yaml.YamlMap;
import java.util.List;

/**
 * A job that is in the pipeline.
 *
 * @param variables those of the file that hold for it, lowest first, without those of its cells
 */
record Draft(JobEntry entry, Choice choice, List<Cells.One> cells, List<Variable> variables) {
    String name() {
        return entry.name();
    }

    NodeId id(Cells.One cell) {
        return cells.size() == 1 && cell.name().equals(name())
                ? NodeId.of(name())
                : NodeId.cell(name(), cell.index() - 1);
    }

    List<NodeId> ids() {
        return cells.stream().map(this::id).toList();
    }

    /** Whether it only ends an environment, about which nobody wants to be asked. */
    boolean stops() {
        return optionalManual()
                && Trees.at(entry.keys(), "environment") instanceof YamlMap environment
                && Trees.textAt(environment, "action", "start").equals("stop");
    }

    /** The name of the question whether to start it. */
    String question() {
        return "start " + name();
    }

    /** Whether the pipeline goes on although nobody has started the job. */
    boolean optionalManual() {
        return choice.isManual() && choice.tolerated();
    }
}

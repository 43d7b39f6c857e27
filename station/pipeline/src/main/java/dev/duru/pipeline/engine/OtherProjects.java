package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Downstream;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import java.util.Map;
import java.util.Optional;

/** Port: the runs of other projects. */
public interface OtherProjects {
    /** There are none: what would start them is skipped. */
    OtherProjects NONE =
            new OtherProjects() {
                @Override
                public boolean reachable() {
                    return false;
                }

                @Override
                public NewRun wanted(
                        RunRow run, long job, Downstream node, Map<String, String> variables) {
                    throw new IllegalStateException("there is no other project");
                }

                @Override
                public Optional<RunRow> newest(RunRow run, Downstream node) {
                    return Optional.empty();
                }
            };

    /** Whether there can be others at all. */
    default boolean reachable() {
        return true;
    }

    /**
     * The run that a job wants to start.
     *
     * @param job the id of its row
     * @param variables what the run gets
     * @throws dev.duru.kernel.ProblemException when there is no such project, ref or file, whoever
     *     started the run may not, the rules there want none, or the runs would go round
     */
    NewRun wanted(RunRow run, long job, Downstream node, Map<String, String> variables);

    /**
     * The newest run of what a job watches.
     *
     * @throws dev.duru.kernel.ProblemException when whoever started the run may not see it
     */
    Optional<RunRow> newest(RunRow run, Downstream node);
}

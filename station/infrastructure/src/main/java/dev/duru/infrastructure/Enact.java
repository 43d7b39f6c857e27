package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;

/**
 * Port: does what a step says, within the transaction that notes it. What takes longer goes on by
 * itself afterwards, also after a restart.
 */
@FunctionalInterface
public interface Enact {
    /**
     * Does it; saying the same order again does nothing.
     *
     * @return the number of the release that carries it; 0 when none does
     * @throws dev.duru.kernel.ProblemException when it cannot be done
     */
    long order(Tx tx, Order order);

    /** What is to be done with an environment. */
    sealed interface Order {
        ProjectName project();

        String environment();

        /** It exists from now on, at a place among the others. */
        record Declare(
                ProjectName project, String environment, int place, String commit, String text)
                implements Order {}

        /** What is live there starts again with the declaration of a commit. */
        record Reconfigure(
                ProjectName project,
                String environment,
                String commit,
                String text,
                String by,
                String cause)
                implements Order {}

        /** All that runs there ends, and it exists no more. */
        record Destroy(ProjectName project, String environment, String by) implements Order {}
    }
}

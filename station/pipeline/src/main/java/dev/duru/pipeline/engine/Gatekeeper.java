package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Approval;
import dev.duru.pipeline.state.RunRow;
import java.util.Optional;

/**
 * Port: asks people before a job goes on. What it says is durable: it gives the same word again
 * after a restart, until somebody decides.
 */
@FunctionalInterface
public interface Gatekeeper {
    /** Lets everybody pass. */
    Gatekeeper NOBODY = question -> new Word.Open();

    /**
     * Where a job stands; asks the people at the first time. {@link Engine#decided} makes the
     * engine ask again.
     */
    Word ask(Question question);

    /**
     * Who wants to go on.
     *
     * @param node of the job in its run's plan
     * @param name of the job as people see it
     * @param environment that it wants to enter; {@code ""} when the file itself asks for a word
     * @param asks how the file itself asks, if it does
     */
    record Question(
            RunRow run,
            long jobId,
            String node,
            String name,
            String environment,
            Optional<Approval> asks) {}

    /** What is said of a job. */
    sealed interface Word {
        /** It may go on. */
        record Open() implements Word {}

        /** Somebody must agree first. */
        record Waits(String why) implements Word {}

        /** Somebody said no. */
        record Rejected(String why) implements Word {}
    }
}

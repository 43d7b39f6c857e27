package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Step;
import java.util.function.Supplier;

/**
 * Something that is done when its condition holds: a step, or the beginning or the end of the
 * action that a step uses, which GitHub calls pre and post.
 *
 * @param frame asked when its turn comes, since the inputs of an action around may not be known
 *     before
 */
record Turn(Step.Head head, Cond cond, Stage stage, Supplier<Frame> frame, Work work) {
    /** When in a job. */
    enum Stage {
        /** Before the first step of the job. */
        PRE,
        MAIN,
        /** After the last one, in the reverse order. */
        POST
    }

    /** What is done, by whom has the turn. */
    @FunctionalInterface
    interface Work {
        StepRunner.Performed at(StepRunner runner, StepRunner.Place place);
    }

    /** A step among others of its list. */
    static Turn of(Step step, Frame frame, Work work) {
        return new Turn(step.head(), step.head().cond(), Stage.MAIN, () -> frame, work);
    }

    /** The words before its title. */
    String prefix() {
        return switch (stage) {
            case PRE -> "Pre ";
            case MAIN -> "";
            case POST -> "Post ";
        };
    }
}

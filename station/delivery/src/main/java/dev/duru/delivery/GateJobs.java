package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;

/** Port: runs of the CI file that test a release before it goes on. */
@FunctionalInterface
public interface GateJobs {
    /** Where nobody runs jobs. */
    GateJobs NONE =
            order -> {
                throw ProblemException.conflict("this Duru runs no jobs");
            };

    /**
     * Looks at the run of an order, which begins when nobody has asked for it before. To be asked
     * again and again.
     *
     * @throws ProblemException USER when the commit has no such workflow or job
     */
    Look look(Order order);

    /**
     * What to run, and for what.
     *
     * @param id one for each run that is wanted
     * @param job a workflow's file, or a job of {@code .gitlab-ci.yml}
     * @param url where the release is reached alone
     */
    record Order(
            String id,
            ProjectName project,
            String job,
            String commit,
            String digest,
            String environment,
            long release,
            String url) {}

    /**
     * How far a run is.
     *
     * @param run its number
     */
    record Look(long run, State state) {}

    /** What a run says. */
    enum State {
        RUNNING,
        PASSED,
        /** A step said no. */
        FAILED,
        /** It did not run to its end, or had nothing to run: it says nothing. */
        UNKNOWN
    }
}

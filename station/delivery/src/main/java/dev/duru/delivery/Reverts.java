package dev.duru.delivery;

import dev.duru.kernel.ProjectName;

/** Port: a branch on which a change is taken back, built and delivered like any other. */
@FunctionalInterface
public interface Reverts {
    /**
     * Makes the branch.
     *
     * @param bad the commit that is taken back
     * @param good the one to come back to; empty for the one before
     * @return its name
     * @throws dev.duru.kernel.ProblemException CONFLICT when later changes stand in the way
     */
    String branch(ProjectName project, Actor by, String bad, String good, String message);
}

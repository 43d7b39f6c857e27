package dev.duru.kernel;

/**
 * What became of the environments that a commit declares. {@code number} is the plan's, within the
 * project.
 */
public sealed interface PlanFact extends Fact.OfChange {
    long number();

    /**
     * The declaration of a commit was compared with what is in force.
     *
     * @param summary such as {@code 1 to create, 2 to change}
     */
    record PlanComputed(ProjectName project, String commit, long number, String ref, String summary)
            implements PlanFact {}

    record PlanApproved(
            ProjectName project,
            String commit,
            long number,
            String environment,
            String by,
            String comment)
            implements PlanFact {}

    /** {@code action}: {@code create}, {@code change}, {@code replace} or {@code destroy}. */
    record PlanApplied(
            ProjectName project,
            String commit,
            long number,
            String environment,
            String action,
            String by)
            implements PlanFact {}

    record PlanFailed(
            ProjectName project,
            String commit,
            long number,
            String environment,
            String action,
            String reason)
            implements PlanFact {}
}

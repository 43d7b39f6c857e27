package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Port: jobs of runs that wait for people, which the inbox shows beside the releases. */
@FunctionalInterface
public interface WaitingJobs {
    /** None ever. */
    WaitingJobs NONE = (user, roles) -> List.of();

    /**
     * A job that waits.
     *
     * @param run number of its run
     * @param environment that it wants to enter; {@code ""} when the CI file itself asks
     * @param title of the change
     * @param by who started the run
     * @param role the least one of an approver, in lower case
     * @param count how many people must agree
     * @param approvedBy who has agreed so far
     * @param mayApprove whether whoever looks may
     */
    record Job(
            ProjectName project,
            long run,
            long id,
            String name,
            String environment,
            String commit,
            String title,
            String by,
            Instant askedAt,
            String role,
            int count,
            List<String> approvedBy,
            boolean mayApprove) {}

    /** Those in projects where somebody has a role, oldest first. */
    List<Job> of(String user, Function<ProjectName, Optional<Role>> roles);
}

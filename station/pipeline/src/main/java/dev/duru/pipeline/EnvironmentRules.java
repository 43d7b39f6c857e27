package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.util.Optional;

/** Port: who must agree before a job enters an environment. */
@FunctionalInterface
public interface EnvironmentRules {
    /** Nobody need agree to anything. */
    EnvironmentRules NONE = (project, commit, environment) -> Optional.empty();

    /**
     * Who must agree.
     *
     * @param role the least one of an approver
     * @param count how many people
     * @param self whether whoever pushed or started it may agree
     */
    record Rule(Role role, int count, boolean self) {}

    /** The rule of an environment; empty when nobody need agree. */
    Optional<Rule> of(ProjectName project, String commit, String environment);
}

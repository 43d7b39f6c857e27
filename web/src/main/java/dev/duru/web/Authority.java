package dev.duru.web;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.util.Optional;

/** Port: what somebody may do in a project. */
@FunctionalInterface
public interface Authority {
    /**
     * The role; empty when the project does not exist or the identity may not see it. On a public
     * project everybody, signed in or not, is at least a reader.
     */
    Optional<Role> role(Identity identity, ProjectName project);
}

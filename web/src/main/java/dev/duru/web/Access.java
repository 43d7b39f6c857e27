package dev.duru.web;

import dev.duru.kernel.Role;

/** Who may use a route. */
public sealed interface Access {
    /** Anybody. */
    Access OPEN = Everybody.OPEN;

    /** Anybody who is signed in. */
    Access SIGNED_IN = Everybody.SIGNED_IN;

    /** Administrators of this Duru. */
    Access ADMIN = Everybody.ADMIN;

    /**
     * Those with a role, or a higher one, in the project that {@code {owner}} and {@code {project}}
     * of the pattern name. To everybody else the project does not exist, unless they may see it.
     */
    static Access project(Role role) {
        return new OfProject(role);
    }

    /** Access that depends on no project. */
    enum Everybody implements Access {
        OPEN,
        SIGNED_IN,
        ADMIN
    }

    /** Access by the role in a project. */
    record OfProject(Role role) implements Access {}
}

package dev.duru.delivery;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;

/** Somebody who gives a command, with the role in the project. */
public record Actor(String user, Role role) {
    /** Duru itself, by rule. */
    static final Actor DURU = new Actor(Identity.DURU.user(), Role.ADMIN);

    /**
     * @throws ProblemException FORBIDDEN when the role is less
     */
    void needs(Role least, String what) {
        if (!role.includes(least)) {
            throw ProblemException.forbidden(
                    what + " needs the role " + least.name().toLowerCase(java.util.Locale.ROOT));
        }
    }
}

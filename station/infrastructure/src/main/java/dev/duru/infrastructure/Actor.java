package dev.duru.infrastructure;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import java.util.Locale;

/** Somebody who gives a command, with the role in the project. */
record Actor(String user, Role role) {
    /**
     * @throws ProblemException FORBIDDEN when the role is less
     */
    void needs(Role least, String what) {
        if (!role.includes(least)) {
            throw ProblemException.forbidden(
                    what + " needs the role " + least.name().toLowerCase(Locale.ROOT));
        }
    }
}

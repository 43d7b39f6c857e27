package dev.duru.access;

import dev.duru.kernel.Role;

/**
 * A user's role in a project.
 *
 * @param given whether somebody gave it; false for one that comes with owning the namespace or with
 *     having made the project
 */
public record Member(String user, Role role, boolean given) {}

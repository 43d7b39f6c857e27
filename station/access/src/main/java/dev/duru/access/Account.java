package dev.duru.access;

import java.time.Instant;

/**
 * A user.
 *
 * @param name also the namespace of the user's own projects
 * @param hasPassword false until the one-time link has been used
 */
public record Account(
        String name, boolean admin, boolean disabled, boolean hasPassword, Instant createdAt) {}

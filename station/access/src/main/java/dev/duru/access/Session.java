package dev.duru.access;

import java.time.Instant;

/**
 * A session of somebody who is signed in, without the cookie that proves it.
 *
 * @param agent what the browser calls itself
 * @param current whether it is the one that asks
 */
public record Session(
        Instant createdAt, Instant seenAt, String address, String agent, boolean current) {}

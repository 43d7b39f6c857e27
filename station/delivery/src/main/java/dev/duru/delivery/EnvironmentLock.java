package dev.duru.delivery;

import java.time.Instant;

/** Somebody lets nothing new into an environment. */
public record EnvironmentLock(String by, String reason, Instant at) {}

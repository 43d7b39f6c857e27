package dev.duru.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A digest that may not be deployed.
 *
 * @param environment where it was found to be bad
 * @param liftedBy who allowed it again, or {@code ""}
 * @param liftedAt when; null while the quarantine is in force
 */
public record Quarantine(
        String digest,
        String environment,
        String commit,
        String reason,
        Instant at,
        String liftedBy,
        String liftedReason,
        @Nullable Instant liftedAt) {}

package dev.duru.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token, without its secret.
 *
 * @param expiresAt null for never
 * @param usedAt when it was last used, to the minute; null for never
 */
public record Token(
        long id,
        String name,
        Scope scope,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant usedAt) {

    /** What a token is good for. */
    public enum Scope {
        /** Looking at what its user may see. */
        READ,
        /** Everything that its user may do. */
        WRITE
    }
}

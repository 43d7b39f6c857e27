package dev.duru.infrastructure;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That what runs is not what is declared.
 *
 * @param what in words; names secrets and never says their values
 * @param by who brought it about; {@code ""} when nobody knows
 * @param settled {@code ""} while it is open; {@code mending} from when the declaration is being
 *     brought back; then {@code mended}, {@code accepted} or {@code gone}
 */
public record Drift(
        String environment,
        Kind kind,
        String what,
        String by,
        Instant foundAt,
        String settled,
        @Nullable Instant settledAt) {

    private static final Duration SHOWN = Duration.ofDays(1);

    /** What drifted. */
    public enum Kind {
        /** It runs with another declaration than the one in force. */
        CONFIGURATION,
        /** A secret was set after it started. */
        SECRETS,
        /** It runs, and is not declared. */
        UNDECLARED,
        /** Somebody changed its objects in a cluster. */
        CLUSTER
    }

    /** Whether it is to be shown: while it is open, and when it was mended by itself of late. */
    public boolean shown(Instant now) {
        return open()
                || kind == Kind.CLUSTER
                        && settledAt != null
                        && settled.equals("mended")
                        && settledAt.plus(SHOWN).isAfter(now);
    }

    public boolean open() {
        return settled.isEmpty() || settled.equals("mending");
    }
}

package dev.duru.access;

import dev.duru.kernel.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/** What every part of this station stands on. */
record Ground(Database database, InstantSource clock, SecureRandom random) {
    long now() {
        return clock.instant().toEpochMilli();
    }

    static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}

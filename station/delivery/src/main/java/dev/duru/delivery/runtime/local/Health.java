package dev.duru.delivery.runtime.local;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether one replica is well, by asking it now and then. Used by one thread at a time. */
public final class Health {
    private static final Duration PROBE_AGAIN = Duration.ofSeconds(3);
    private static final int PROBES_UNTIL_SICK = 3;
    private static final String SILENT = "it has not answered yet";

    private final HealthProbe probe;
    private boolean healthy;
    private int badProbes;
    private String sick = SILENT;
    private Instant probedAt = Instant.EPOCH;
    private @Nullable CompletableFuture<String> asking;

    public Health(HealthProbe probe) {
        this.probe = probe;
    }

    /** Another process stands in its place. */
    public void reset() {
        healthy = false;
        badProbes = 0;
        asking = null;
        probedAt = Instant.EPOCH;
        sick = SILENT;
    }

    /**
     * Takes the last answer and asks again when it is time to; does not wait.
     *
     * @param address {@code host:port}
     * @param path asked by {@code GET}; null when a port that accepts connections is enough
     * @return whether it was asked again
     */
    public boolean look(String address, @Nullable String path, Instant now) {
        CompletableFuture<String> answer = asking;
        if (answer != null) {
            if (!answer.isDone()) {
                return false;
            }
            take(answer.join());
            asking = null;
        }
        if (healthy && !now.isAfter(probedAt.plus(PROBE_AGAIN))) {
            return false;
        }
        probedAt = now;
        asking = probe.ask(address, path);
        return true;
    }

    private void take(String wrong) {
        if (wrong.isEmpty()) {
            healthy = true;
            badProbes = 0;
        } else {
            sick = wrong;
            badProbes++;
            healthy = healthy && badProbes < PROBES_UNTIL_SICK;
        }
    }

    public boolean healthy() {
        return healthy;
    }

    /** What is known, for people. */
    public String words() {
        return healthy ? "it answers" : sick;
    }
}

package dev.duru.delivery.runtime.local;

import dev.duru.delivery.Replica;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One replica that a runtime keeps an eye on itself: when it was started and may be again, whether
 * it answers, and what is told of it. Used by one thread at a time.
 */
public final class Watched {
    private static final long OUTPUT_LIMIT = 64L << 20;

    private final int index;
    private final ReplicaFolder folder;
    private final Health health;
    private final InstantSource clock;
    private Restarts restarts;

    public Watched(int index, ReplicaFolder folder, HealthProbe probe, InstantSource clock) {
        this.index = index;
        this.folder = folder;
        this.health = new Health(probe);
        this.clock = clock;
        this.restarts = folder.starts();
    }

    public ReplicaFolder folder() {
        return folder;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Whether its pause before the next start is over. */
    public boolean due() {
        Instant now = clock.instant();
        return !now.isBefore(restarts.due(now));
    }

    /** Notes a start that comes next. */
    public void begin(int port) {
        restarts = restarts.with(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        folder.keepStart(port, restarts);
        health.reset();
    }

    /** What ran has ended, or is not known to run any more. */
    public void ended() {
        health.reset();
    }

    /**
     * How it is now; asks for its health on the side.
     *
     * @param address {@code host:port}, or {@code ""} while it has none
     * @param healthPath asked by {@code GET}; null when a port that accepts connections is enough
     */
    public Replica look(boolean alive, String address, @Nullable String healthPath) {
        Instant now = clock.instant();
        if (!alive || address.isEmpty()) {
            health.reset();
        } else if (health.look(address, healthPath, now)) {
            folder.boundOutput(OUTPUT_LIMIT);
        }
        Replica.State state =
                !alive
                        ? Replica.State.DEAD
                        : health.healthy() ? Replica.State.HEALTHY : Replica.State.STARTING;
        int recent = restarts.recent(now);
        return new Replica(
                index,
                state,
                address,
                restarts.first(now),
                recent,
                health.healthy() && recent == 0 ? "" : restarts.named(now) + detail(alive));
    }

    private String detail(boolean alive) {
        String what = alive ? restarted() : ended(folder.exit().orElse(""));
        String lines = folder.lastLines();
        return lines.isEmpty()
                ? what + "; it printed nothing"
                : what + "; its last lines:\n" + lines;
    }

    private String restarted() {
        return !restarts.again()
                ? health.words()
                : ended(folder.ended().orElse("")) + " and was started again; " + health.words();
    }

    /** An exit code, or words of the runtime. */
    private static String ended(String how) {
        if (how.isEmpty()) {
            return "it was killed";
        }
        return how.matches("\\d+") ? "it ended with exit code " + how : how;
    }
}

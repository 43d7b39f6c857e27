package dev.duru.delivery;

import java.time.Instant;
import java.util.Map;

/**
 * What a runtime sees of one copy.
 *
 * @param index from 0
 * @param address {@code host:port} where it takes requests; {@code ""} while it has none, as when
 *     it was asked to end
 * @param startedAt when its first process started
 * @param recentRestarts how often it was started again in the last five minutes
 * @param detail why it is not healthy, for people, with its last lines of output; may be empty
 * @param told what it says of itself
 */
public record Replica(
        int index,
        State state,
        String address,
        Instant startedAt,
        int recentRestarts,
        String detail,
        Told told) {
    /** So many restarts in five minutes are a crash loop. */
    public static final int CRASH_LOOP = 4;

    /**
     * What a copy says of itself beyond where it takes requests, for whoever reads its metrics.
     *
     * @param annotations those that begin with {@code prometheus.io/}
     * @param ports by name
     */
    public record Told(Map<String, String> annotations, Map<String, Integer> ports) {
        /** Nothing. */
        public static final Told NOTHING = new Told(Map.of(), Map.of());

        public Told {
            annotations = Map.copyOf(annotations);
            ports = Map.copyOf(ports);
        }
    }

    /** One that says nothing of itself. */
    public Replica(
            int index,
            State state,
            String address,
            Instant startedAt,
            int recentRestarts,
            String detail) {
        this(index, state, address, startedAt, recentRestarts, detail, Told.NOTHING);
    }

    /** How it is. */
    public enum State {
        STARTING,
        HEALTHY,
        /** It ended, and waits to be started again. */
        DEAD
    }

    public boolean healthy() {
        return state == State.HEALTHY;
    }

    public Replica withDetail(String text) {
        return new Replica(index, state, address, startedAt, recentRestarts, text, told);
    }
}

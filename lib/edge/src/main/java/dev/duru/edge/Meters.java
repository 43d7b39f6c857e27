package dev.duru.edge;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of all releases and of what belongs to none. A removed release is remembered for a
 * while, so that a scrape after its removal still sees its last requests. Touched by the event loop
 * only.
 */
final class Meters {
    private static final long REMEMBER_NANOS = TimeUnit.MINUTES.toNanos(15);
    private static final int MOST = 2_000;

    private final Map<EdgeConfig.Labels, ReleaseMeter> releases = new LinkedHashMap<>();
    private final Map<Integer, Long> unrouted = new TreeMap<>();
    private Map<EdgeConfig.Labels, Integer> elsewhere = Map.of();
    private int connections;
    private long handshakeFailures;

    ReleaseMeter of(EdgeConfig.Labels labels, long nowNanos) {
        return releases.computeIfAbsent(labels, l -> new ReleaseMeter(l, nowNanos));
    }

    Iterable<ReleaseMeter> releases() {
        return releases.values();
    }

    /** What the edge before this one has in flight still. */
    void elsewhere(Handover.Flight flight) {
        Map<EdgeConfig.Labels, Integer> counts = new HashMap<>();
        flight.entries().forEach(e -> counts.put(e.labels(), e.inFlight()));
        elsewhere = counts;
    }

    /** Requests that are not finished, here and at the edge before. */
    int inFlight(ReleaseMeter meter) {
        return meter.inFlight() + elsewhere.getOrDefault(meter.labels(), 0);
    }

    /** A request that no release answered: no route, malformed, or refused. */
    void unrouted(int code) {
        unrouted.merge(code, 1L, Long::sum);
    }

    Map<Integer, Long> unrouted() {
        return unrouted;
    }

    long handshakeFailures() {
        return handshakeFailures;
    }

    void handshakeFailed() {
        handshakeFailures++;
    }

    int connections() {
        return connections;
    }

    void connectionOpened() {
        connections++;
    }

    void connectionClosed() {
        connections--;
    }

    /**
     * Forgets removed releases that were quiet for a while, or long ago when there are too many.
     */
    void forget(Set<EdgeConfig.Labels> inForce, long nowNanos) {
        boolean crowded = releases.size() > MOST;
        releases.values()
                .removeIf(meter ->
                        !inForce.contains(meter.labels())
                                && meter.inFlight() == 0
                                && (crowded || nowNanos - meter.lastUsedNanos() > REMEMBER_NANOS));
    }
}

package dev.duru.edge;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What flows through one route: how many requests are under way, how fast they come, and how many
 * may be sent again. Outlives a change of the document. Touched by the event loop only.
 */
final class RouteFlow {
    private static final int MOST_CLIENTS = 10_000;
    private static final double MOST_RETRIES = 20;

    /** Fills with time, empties by one for each request; holds one second's worth. */
    private static final class Bucket {
        private double level;
        private long atNanos;

        Bucket(int perSecond, long nowNanos) {
            this.level = perSecond;
            this.atNanos = nowNanos;
        }

        boolean take(int perSecond, long nowNanos) {
            level = Math.min(perSecond, level + (nowNanos - atNanos) / 1e9 * perSecond);
            atNanos = nowNanos;
            if (level < 1) {
                return false;
            }
            level -= 1;
            return true;
        }
    }

    private final Map<String, Bucket> clients = new LinkedHashMap<>(64, 0.75f, true);
    private @Nullable Bucket all;
    private int inFlight;
    private int shadowCredit;
    private int shadows;
    private double retries = MOST_RETRIES / 2;

    void entered(RouteSettings.@Nullable Retry rule) {
        inFlight++;
        if (rule != null) {
            retries = Math.min(MOST_RETRIES, retries + rule.budgetPercent() / 100.0);
        }
    }

    void left() {
        inFlight--;
    }

    boolean full(RouteSettings.Limits limits) {
        Integer most = limits.inFlight();
        return most != null && inFlight >= most;
    }

    /** Whether the request comes too soon after the ones before. */
    boolean tooFast(RouteSettings.Limits limits, String client, long nowNanos) {
        Integer each = limits.perClientPerSecond();
        if (each != null) {
            Bucket bucket = clients.computeIfAbsent(client, c -> new Bucket(each, nowNanos));
            if (clients.size() > MOST_CLIENTS) {
                clients.remove(clients.keySet().iterator().next());
            }
            if (!bucket.take(each, nowNanos)) {
                return true;
            }
        }
        Integer together = limits.perSecond();
        if (together == null) {
            return false;
        }
        Bucket bucket = all == null ? new Bucket(together, nowNanos) : all;
        all = bucket;
        return !bucket.take(together, nowNanos);
    }

    /** Whether this request is one of the share that a shadow gets: spread evenly. */
    boolean shadowDue(int percent) {
        shadowCredit += percent;
        if (shadowCredit < 100) {
            return false;
        }
        shadowCredit -= 100;
        return true;
    }

    void shadowBegan() {
        shadows++;
    }

    void shadowEnded() {
        shadows--;
    }

    /** Copies that are under way. */
    int shadows() {
        return shadows;
    }

    /** Whether one more request may be sent again: then it is counted. */
    boolean spendRetry() {
        if (retries < 1) {
            return false;
        }
        retries -= 1;
        return true;
    }
}

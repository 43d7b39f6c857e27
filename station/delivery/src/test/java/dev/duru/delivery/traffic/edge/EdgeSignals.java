package dev.duru.delivery.traffic.edge;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.MetricQuery;
import dev.duru.delivery.WorkloadId;
import dev.duru.edge.EdgeSnapshot;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Signals from the edge's own counters: the difference of two snapshots. A snapshot is taken each
 * second and kept for a quarter of an hour. Quantiles are interpolated within a bucket, as in
 * Prometheus.
 */
public final class EdgeSignals implements MetricQuery, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int KEPT = 15 * 60;

    private final EdgeTraffic traffic;
    private final Deque<EdgeSnapshot> kept = new ArrayDeque<>();
    private volatile boolean open = true;

    /** Begins to take snapshots. */
    public EdgeSignals(EdgeTraffic traffic) {
        this.traffic = traffic;
        Thread.ofVirtual().name("edge-signals").start(this::run);
    }

    private void run() {
        while (open) {
            try {
                keep(traffic.snapshot());
            } catch (ProblemException edgeIsAway) {
                // the next turn asks again; a gap in the counters only makes a window longer
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private synchronized void keep(EdgeSnapshot snapshot) {
        if (!kept.isEmpty() && !kept.getLast().instance().equals(snapshot.instance())) {
            kept.clear();
        }
        kept.addLast(snapshot);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
    }

    @Override
    public Reading signals(ProjectName app, String environment, long release, Duration window) {
        EdgeSnapshot now = traffic.snapshot();
        EdgeSnapshot before = before(now, window);
        WorkloadId id = new WorkloadId(new EnvironmentKey(app, environment), release);
        Optional<EdgeSnapshot.Release> last = of(now, id);
        return last.isEmpty()
                ? new NoTraffic()
                : difference(
                        now.bucketBounds(),
                        last.get(),
                        before == null ? null : of(before, id).orElse(null),
                        window);
    }

    /** The newest snapshot that is at least as old as the window; else the oldest there is. */
    private synchronized @Nullable EdgeSnapshot before(EdgeSnapshot now, Duration window) {
        long from = now.atMillis() - window.toMillis();
        EdgeSnapshot found = null;
        for (EdgeSnapshot snapshot : kept) {
            if (!snapshot.instance().equals(now.instance())) {
                continue;
            }
            if (found == null || snapshot.atMillis() <= from) {
                found = snapshot;
            }
        }
        return found;
    }

    private static Optional<EdgeSnapshot.Release> of(EdgeSnapshot snapshot, WorkloadId id) {
        return snapshot.releases().stream()
                .filter(r -> r.labels().equals(EdgeTraffic.labels(id, r.labels().version())))
                .findFirst();
    }

    /** What happened between two readings of a release's counters. */
    static Reading difference(
            List<Double> bounds,
            EdgeSnapshot.Release last,
            EdgeSnapshot.@Nullable Release first,
            Duration window) {
        long requests = last.requests() - (first == null ? 0 : first.requests());
        if (requests <= 0) {
            return new NoTraffic();
        }
        long errors = last.errors() - (first == null ? 0 : first.errors());
        List<Long> buckets = new ArrayList<>();
        for (int i = 0; i < last.buckets().size(); i++) {
            buckets.add(last.buckets().get(i) - (first == null ? 0 : first.buckets().get(i)));
        }
        return new Signals(
                requests,
                errors,
                (double) errors / requests,
                quantile(0.5, bounds, buckets),
                quantile(0.95, bounds, buckets),
                quantile(0.99, bounds, buckets),
                requests / Math.max(0.001, window.toMillis() / 1000.0),
                new Latencies(bounds, buckets));
    }

    /** Prometheus' histogram_quantile over cumulative buckets, the last one without a bound. */
    static double quantile(double q, List<Double> bounds, List<Long> buckets) {
        long total = buckets.isEmpty() ? 0 : buckets.getLast();
        if (total == 0) {
            return 0;
        }
        double rank = q * total;
        for (int i = 0; i < bounds.size(); i++) {
            long upTo = buckets.get(i);
            if (upTo >= rank) {
                long below = i == 0 ? 0 : buckets.get(i - 1);
                double low = i == 0 ? 0 : bounds.get(i - 1);
                double part = upTo == below ? 1 : (rank - below) / (upTo - below);
                return low + (bounds.get(i) - low) * part;
            }
        }
        return bounds.isEmpty() ? 0 : bounds.getLast();
    }

    @Override
    public void close() {
        open = false;
    }
}

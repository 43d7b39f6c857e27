package dev.duru.edge;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What all connections share: the table in force, the meters, the pool of upstream connections.
 * Owned by the event loop: nothing here may be touched from another thread.
 */
final class EdgeCore {
    private static final long SWEEP_MILLIS = 200;

    private final EdgeLimits limits;
    private final Meters meters = new Meters();
    private final UpstreamPool pool;
    private final Set<FrontHandler> connections = new LinkedHashSet<>();
    private final EventLoop loop;
    private RoutingTable table;
    private boolean stopping;

    EdgeCore(EdgeLimits limits, EventLoop loop, UpstreamPool pool, EdgeConfig config) {
        this.limits = limits;
        this.loop = loop;
        this.pool = pool;
        this.table = new RoutingTable(config, null, meters, System.nanoTime());
        var unused =
                loop.scheduleAtFixedRate(
                        this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    EdgeLimits limits() {
        return limits;
    }

    Meters meters() {
        return meters;
    }

    UpstreamPool pool() {
        return pool;
    }

    EventLoop loop() {
        return loop;
    }

    RoutingTable table() {
        return table;
    }

    boolean stopping() {
        return stopping;
    }

    void apply(EdgeConfig config) {
        table = new RoutingTable(config, table, meters, System.nanoTime());
    }

    /** Whether the connection may stay. */
    boolean opened(FrontHandler connection) {
        connections.add(connection);
        meters.connectionOpened();
        return connections.size() <= limits.maxConnections();
    }

    void closed(FrontHandler connection) {
        if (connections.remove(connection)) {
            meters.connectionClosed();
        }
    }

    /** Closes unused connections, and the others after their answer. */
    void stop() {
        stopping = true;
        List.copyOf(connections).forEach(FrontHandler::stopping);
    }

    int openConnections() {
        return connections.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        List<FrontHandler> late = new ArrayList<>();
        for (FrontHandler connection : connections) {
            if (connection.isLate(now)) {
                late.add(connection);
            }
        }
        late.forEach(FrontHandler::timedOut);
        pool.sweep(now);
        meters.forget(table.labels(), now);
    }
}

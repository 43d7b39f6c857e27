package dev.duru.edge;

import dev.duru.edge.tls.Certificates;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all connections share: the table in force, the meters, the pool of upstream connections.
 * Owned by the event loop: nothing here may be touched from another thread, but certificates and
 * proofs, which are made for that.
 */
final class EdgeCore {
    private static final long SWEEP_MILLIS = 200;

    private final EdgeLimits started;
    private final Meters meters = new Meters();
    private final UpstreamPool pool;
    private final Map<Connection, String> connections = new LinkedHashMap<>();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final EventLoop loop;
    private final Certificates certificates = new Certificates();
    private final Map<String, String> proofs = new ConcurrentHashMap<>();
    private final HealthChecks health;
    private EdgeLimits limits;
    private FrontSettings front = FrontSettings.NONE;
    private Trust trust = Trust.of(List.of());
    private @Nullable AccessLog accessLog;
    private RoutingTable table;
    private boolean stopping;
    private boolean draining;

    EdgeCore(EdgeLimits limits, EventLoop loop, UpstreamPool pool) {
        this.started = limits;
        this.limits = limits;
        this.loop = loop;
        this.pool = pool;
        this.table = new RoutingTable(EdgeConfig.EMPTY, null, meters, System.nanoTime());
        this.health = new HealthChecks(loop, pool);
        var unused =
                loop.scheduleAtFixedRate(
                        this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    EdgeLimits limits() {
        return limits;
    }

    FrontSettings front() {
        return front;
    }

    Trust trust() {
        return trust;
    }

    Certificates certificates() {
        return certificates;
    }

    /** What a certificate authority wants to read: the text by its token. */
    Map<String, String> proofs() {
        return proofs;
    }

    @Nullable AccessLog accessLog() {
        return accessLog;
    }

    void accessLog(@Nullable AccessLog log) {
        accessLog = log;
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

    /** Whether clients are asked to connect anew. */
    boolean leaving() {
        return stopping || draining;
    }

    void apply(EdgeConfig config) {
        front = config.frontOrNone();
        trust = Trust.of(front.trusted());
        limits = started.with(front.limits());
        table = new RoutingTable(config, table, meters, System.nanoTime());
        health.follow(table.probed());
    }

    /** Whether the connection may stay. */
    boolean opened(Connection connection, String address) {
        connections.put(connection, address);
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        meters.connectionOpened();
        FrontSettings.Limits own = front.limits();
        Integer mostOfAddress = own == null ? null : own.connectionsPerAddress();
        return connections.size() <= limits.maxConnections()
                && (mostOfAddress == null || ofAddress <= mostOfAddress);
    }

    /** The connection goes on as something else. */
    void swap(Connection from, Connection to) {
        String address = connections.remove(from);
        if (address != null) {
            connections.put(to, address);
        }
        if (draining) {
            to.draining();
        }
    }

    void closed(Connection connection) {
        String address = connections.remove(connection);
        if (address != null) {
            byAddress.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null);
            meters.connectionClosed();
        }
    }

    /** Closes unused connections, and the others after their answer. */
    void stop() {
        stopping = true;
        List.copyOf(connections.keySet()).forEach(Connection::stopping);
    }

    /** Another edge takes new connections; those that are open get one more answer. */
    void drain() {
        draining = true;
        List.copyOf(connections.keySet()).forEach(Connection::draining);
    }

    int openConnections() {
        return connections.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        List<Connection> late = new ArrayList<>();
        for (Connection connection : connections.keySet()) {
            if (connection.isLate(now)) {
                late.add(connection);
            }
        }
        late.forEach(Connection::timedOut);
        pool.sweep(now);
        meters.forget(table.labels(), now);
    }
}

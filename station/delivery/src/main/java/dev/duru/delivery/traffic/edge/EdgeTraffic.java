package dev.duru.delivery.traffic.edge;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Traffic;
import dev.duru.delivery.WorkloadId;
import dev.duru.edge.EdgeClient;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.EdgeException;
import dev.duru.edge.EdgeProcess;
import dev.duru.edge.EdgeSnapshot;
import dev.duru.kernel.ProblemException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes requests by the edge process, which it starts, or adopts, on its first use. */
public final class EdgeTraffic implements Traffic, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeTraffic.class);
    private static final long ASK_NANOS = 10_000_000_000L;

    private final EdgeProcess process;
    private final EdgeFront front;
    private final Map<EnvironmentKey, Routing> applied = new ConcurrentHashMap<>();
    private @Nullable Link link;
    private long askedAt;

    private record Link(EdgeProcess.Running running, EdgeClient client) {}

    /** Plain HTTP only. */
    public EdgeTraffic(EdgeProcess process) {
        this(process, EdgeFront.PLAIN);
    }

    /**
     * @param front how the operator wants clients to connect
     */
    public EdgeTraffic(EdgeProcess process, EdgeFront front) {
        this.process = process;
        this.front = front;
    }

    /** The labels that every measurement of a release carries. */
    static EdgeConfig.Labels labels(WorkloadId release, String version) {
        return new EdgeConfig.Labels(
                release.environment().project().toString(),
                release.environment().name(),
                String.valueOf(release.release()),
                version);
    }

    @Override
    public void route(EnvironmentKey environment, Routing routing) {
        if (routing.equals(applied.get(environment))) {
            return;
        }
        applied.put(environment, routing);
        try {
            revise(before -> document(before, Map.copyOf(applied)).with(environment, routing));
        } catch (ProblemException e) {
            applied.remove(environment, routing);
            throw e;
        }
    }

    private EdgeDocument document(EdgeConfig before, Map<EnvironmentKey, Routing> known) {
        return new EdgeDocument(before, known, front);
    }

    @Override
    public void retain(Set<EnvironmentKey> environments) {
        applied.keySet().retainAll(environments);
        revise(before -> document(before, Map.copyOf(applied)).only(environments));
    }

    private void revise(UnaryOperator<EdgeConfig> change) {
        try {
            client().revise(change);
        } catch (EdgeException.Unreachable e) {
            lost();
            throw unavailable(e);
        } catch (EdgeException e) {
            throw unavailable(e);
        }
    }

    @Override
    public int inFlight(WorkloadId release, String backend) {
        return snapshot().releases().stream()
                .filter(r -> r.labels().equals(labels(release, r.labels().version())))
                .mapToInt(r -> {
                    int elsewhere =
                            r.inFlight()
                                    - r.inFlightByBackend().values().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum();
                    // Those that are not known to be elsewhere may be here.
                    return r.inFlightByBackend().getOrDefault(backend, 0) + Math.max(0, elsewhere);
                })
                .sum();
    }

    @Override
    public int inFlight(WorkloadId release) {
        return snapshot().releases().stream()
                .filter(r -> r.labels().equals(labels(release, r.labels().version())))
                .mapToInt(EdgeSnapshot.Release::inFlight)
                .sum();
    }

    /** The edge's counters now. */
    EdgeSnapshot snapshot() {
        try {
            return client().snapshot();
        } catch (EdgeException e) {
            lost();
            throw unavailable(e);
        }
    }

    /** The edge's series in the Prometheus text format. */
    public String metrics() {
        return client().metrics();
    }

    /** Looks at the process each time, and asks it for an answer now and then. */
    @Override
    public synchronized void check() {
        Link known = link;
        if (known != null) {
            boolean alive =
                    ProcessHandle.of(known.running().pid())
                            .filter(ProcessHandle::isAlive)
                            .isPresent();
            if (alive && System.nanoTime() - askedAt < ASK_NANOS) {
                return;
            }
            if (!alive || process.running().filter(known.running()::equals).isEmpty()) {
                LOG.warn("the edge does not answer; starting it again");
                lost();
            }
        }
        client();
        askedAt = System.nanoTime();
    }

    @Override
    public URI address(EnvironmentKey environment) {
        return URI.create("http://" + environment.host() + ":" + port() + "/");
    }

    @Override
    public URI preview(EnvironmentKey environment) {
        return URI.create("http://" + EdgeDocument.preview(environment) + ":" + port() + "/");
    }

    /** Where clients connect. */
    public synchronized int port() {
        client();
        return link == null ? 0 : link.running().dataPort();
    }

    private synchronized void lost() {
        if (link != null) {
            link.client().close();
            link = null;
            applied.clear();
        }
    }

    private synchronized EdgeClient client() {
        Link known = link;
        if (known == null) {
            try {
                EdgeProcess.Running running = process.ensureRunning();
                known = new Link(running, running.client());
                link = known;
            } catch (EdgeException e) {
                throw unavailable(e);
            }
        }
        return known.client();
    }

    private static ProblemException unavailable(EdgeException e) {
        return new ProblemException(
                dev.duru.kernel.Problem.Code.RESOURCE, String.valueOf(e.getMessage()), e);
    }

    /** Lets go of the edge, which serves on. */
    @Override
    public void close() {
        lost();
    }
}

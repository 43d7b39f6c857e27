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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes requests by the edge process, which it starts, or adopts, on its first use. */
public final class EdgeTraffic implements Traffic, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeTraffic.class);
    private static final long ASK_NANOS = 10_000_000_000L;

    private final EdgeProcess process;
    private final Map<EnvironmentKey, EdgeConfig.Route> applied = new ConcurrentHashMap<>();
    private @Nullable Link link;
    private long askedAt;

    private record Link(EdgeProcess.Running running, EdgeClient client) {}

    public EdgeTraffic(EdgeProcess process) {
        this.process = process;
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
    public void route(EnvironmentKey environment, List<Share> shares) {
        EdgeConfig.Route route =
                EdgeConfig.Route.of(
                        environment.host(),
                        shares.stream()
                                .map(share ->
                                        new EdgeConfig.Release(
                                                String.valueOf(share.release().release()),
                                                labels(share.release(), share.version()),
                                                share.weight(),
                                                share.backends(),
                                                share.weight() == 0))
                                .toList());
        if (route.equals(applied.get(environment))) {
            return;
        }
        change(routes -> {
            List<EdgeConfig.Route> next = new ArrayList<>(routes);
            next.removeIf(r -> r.host().equals(route.host()) && r.pathPrefix().equals("/"));
            if (!shares.isEmpty()) {
                next.add(route);
            }
            return next;
        });
        applied.put(environment, route);
    }

    @Override
    public void retain(Set<EnvironmentKey> environments) {
        Set<String> hosts =
                environments.stream().map(EnvironmentKey::host).collect(Collectors.toSet());
        change(routes -> routes.stream().filter(r -> hosts.contains(r.host())).toList());
        applied.keySet().retainAll(environments);
    }

    private void change(
            java.util.function.Function<List<EdgeConfig.Route>, List<EdgeConfig.Route>> change) {
        try {
            client().change(change);
        } catch (EdgeException.Unreachable e) {
            lost();
            throw unavailable(e);
        } catch (EdgeException e) {
            throw unavailable(e);
        }
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

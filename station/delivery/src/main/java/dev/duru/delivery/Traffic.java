package dev.duru.delivery;

import dev.duru.manifest.EdgeSettings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: who gets which share of an environment's requests, and how they are treated. */
public interface Traffic {
    /**
     * Shares out the requests of an environment. When this returns, every new request follows it.
     * Saying the same again costs nothing.
     */
    void route(EnvironmentKey environment, Routing routing);

    /** Removes the routes of all environments but these. */
    void retain(Set<EnvironmentKey> environments);

    /** Requests of a release that are not finished yet. */
    int inFlight(WorkloadId release);

    /** Those of one of its copies. */
    int inFlight(WorkloadId release, String backend);

    /** Sees to it that requests are served at all; cheap when they are. */
    void check();

    /** Where people reach an environment. */
    URI address(EnvironmentKey environment);

    /** Where the release that rolls out is reached alone. */
    URI preview(EnvironmentKey environment);

    /**
     * All about the requests of an environment.
     *
     * @param settings with the health path filled in, where health is asked for
     * @param fresh the release that rolls out: that of testers and of the preview; null when there
     *     is none that can be reached
     * @param stable the release that is live; null when there is none
     * @param shadow percent of the stable release's GET and HEAD requests that go to the fresh one
     *     as well
     */
    record Routing(
            List<Share> shares,
            EdgeSettings settings,
            @Nullable WorkloadId fresh,
            @Nullable WorkloadId stable,
            int shadow) {
        public Routing {
            shares = List.copyOf(shares);
        }
    }

    /**
     * One release's part.
     *
     * @param version the short commit
     * @param weight share in proportion to the other weights; 0 takes no new requests
     * @param backends {@code host:port} of each replica
     */
    record Share(WorkloadId release, String version, int weight, List<String> backends) {
        public Share {
            backends = List.copyOf(backends);
        }
    }
}

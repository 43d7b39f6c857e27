package dev.duru.delivery;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Port: who gets which share of an environment's requests. */
public interface Traffic {
    /**
     * Shares out the requests of an environment. When this returns, every new request follows it.
     * Saying the same again costs nothing.
     */
    void route(EnvironmentKey environment, List<Share> shares);

    /** Removes the routes of all environments but these. */
    void retain(Set<EnvironmentKey> environments);

    /** Requests of a release that are not finished yet. */
    int inFlight(WorkloadId release);

    /** Sees to it that requests are served at all; cheap when they are. */
    void check();

    /** Where people reach an environment. */
    URI address(EnvironmentKey environment);

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

package dev.duru.observe.scrape;

import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.Map;

/** Port: what Duru deployed and can be asked for metrics. */
@FunctionalInterface
public interface Deployed {
    /** The replicas that run now. */
    List<Replica> replicas();

    /**
     * One that runs.
     *
     * @param release as delivery numbers it
     * @param version a commit or digest, for reading
     * @param address host and port where it takes requests
     * @param annotations what it says of itself, {@code prometheus.io/path} for one
     * @param ports by name, where it says so, that of requests among them
     */
    record Replica(
            ProjectName project,
            String environment,
            long release,
            String version,
            int replica,
            String address,
            Map<String, String> annotations,
            Map<String, Integer> ports) {}
}

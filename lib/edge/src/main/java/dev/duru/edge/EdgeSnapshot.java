package dev.duru.edge;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The edge's counters at one moment. Counters only grow while {@link #instance} stays the same; the
 * difference of two snapshots is what happened between them.
 *
 * @param instance changes with each start of the edge: then all counters begin at 0 again
 * @param atMillis the edge's clock, milliseconds since 1970
 * @param configVersion version of the document in force
 * @param bucketBounds upper bounds in seconds of {@link Release#buckets}, without the last, +Inf
 * @param releases every release in force, and recently removed ones while they are remembered
 */
public record EdgeSnapshot(
        String instance,
        long atMillis,
        long configVersion,
        List<Double> bucketBounds,
        List<Release> releases) {

    /**
     * Counters of one release.
     *
     * @param labels which release
     * @param requests answered requests, whatever the answer; without those whose client left
     * @param errors of these, status 5xx, made by the release or by the edge for it
     * @param upstreamFailures of these errors, those where the release did not answer (refused,
     *     closed, too slow, malformed)
     * @param clientLeft requests whose client left before the answer was complete; not in requests
     * @param byCode requests by status code
     * @param buckets cumulative, as in Prometheus: requests that took at most the bound; last +Inf
     * @param durationSum seconds of all requests in buckets
     * @param inFlight requests and tunnels (WebSocket) that are not finished yet
     * @param inFlightByBackend how many of these are with each copy; some are with none yet, or at
     *     an edge that hands over
     */
    public record Release(
            EdgeConfig.Labels labels,
            long requests,
            long errors,
            long upstreamFailures,
            long clientLeft,
            Map<String, Long> byCode,
            List<Long> buckets,
            double durationSum,
            int inFlight,
            Map<String, Integer> inFlightByBackend) {
        /** An edge of another version may not say it. */
        public Release {
            inFlightByBackend =
                    inFlightByBackend == null ? Map.of() : Map.copyOf(inFlightByBackend);
        }
    }

    /** The counters of one release, if the edge knows it. */
    public Optional<Release> of(EdgeConfig.Labels labels) {
        return releases.stream().filter(r -> r.labels().equals(labels)).findFirst();
    }
}

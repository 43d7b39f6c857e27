package dev.duru.app.demo;

import java.util.List;

/**
 * What the demo prints with {@code --json}.
 *
 * @param verified whether every step of the story was seen to hold
 * @param deliveries what went, or tried to go, to production
 * @param failedRequestsOnHealthyReleases requests of the demo's visitors that failed although a
 *     release that was never found bad, or none, answered them
 */
record Report(
        boolean verified,
        String url,
        List<Delivery> deliveries,
        List<Rollback> rollbacks,
        List<String> quarantined,
        List<Issue> issues,
        Dora dora,
        long failedRequestsOnHealthyReleases) {

    /**
     * @param outcome {@code live}, {@code rolled_back} or {@code failed}
     * @param seconds from the push to the outcome
     */
    record Delivery(
            String commit, String digest, String environment, String outcome, double seconds) {}

    /**
     * @param detectedSeconds from the first request that the release could get until it was found
     *     bad
     * @param restoredSeconds from then until the last good release took all traffic again
     */
    record Rollback(
            String digest,
            String environment,
            double detectedSeconds,
            double restoredSeconds,
            String gate) {}

    record Issue(long number, String title, String state, List<String> suspects) {}

    record Dora(
            double deploymentFrequencyPerDay,
            double leadTimeSeconds,
            double changeFailureRate,
            double timeToRestoreSeconds) {}
}

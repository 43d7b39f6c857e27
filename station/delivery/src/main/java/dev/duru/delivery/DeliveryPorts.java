package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Environment;
import java.util.Map;

/**
 * All that delivery asks of others.
 *
 * @param runtimes by what {@code runtime:} in duru.yml says; a kind that is missing is a clear
 *     error of the release
 */
public record DeliveryPorts(
        Manifests manifests,
        Secrets secrets,
        MetricQuery metrics,
        ValueQuery values,
        GateJobs gates,
        PastMetrics past,
        Reverts reverts,
        Traffic traffic,
        Map<Environment.RuntimeKind, Runtime> runtimes,
        WaitingJobs jobs,
        JobEnvironments jobEnvironments,
        StandingRules standing,
        CommitLog commits,
        Images images,
        Branches branches) {
    public DeliveryPorts {
        runtimes = Map.copyOf(runtimes);
    }

    /**
     * Without jobs in the inbox and at gates, queries and the past, standing rules, merge requests,
     * and what comparisons need.
     */
    public DeliveryPorts(
            Manifests manifests,
            Secrets secrets,
            MetricQuery metrics,
            Traffic traffic,
            Map<Environment.RuntimeKind, Runtime> runtimes) {
        this(
                manifests,
                secrets,
                metrics,
                ValueQuery.NONE,
                GateJobs.NONE,
                PastMetrics.NONE,
                (project, by, bad, good, message) -> {
                    throw ProblemException.conflict("this Duru does not hold the code");
                },
                traffic,
                runtimes,
                WaitingJobs.NONE,
                JobEnvironments.NONE,
                StandingRules.NONE,
                CommitLog.NONE,
                Images.NONE,
                Branches.NONE);
    }
}

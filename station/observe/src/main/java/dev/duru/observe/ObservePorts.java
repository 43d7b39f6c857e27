package dev.duru.observe;

import dev.duru.observe.dashboard.Dashboards;
import dev.duru.observe.logs.AppOutput;
import dev.duru.observe.scrape.Deployed;
import dev.duru.web.RequestStat;
import java.util.List;
import java.util.function.Supplier;

/**
 * What observe asks of others.
 *
 * @param edge its counters
 * @param output the files of deployed applications
 * @param requestStats what Duru's own server served; empty before it starts
 * @param deployed the replicas that run, to be asked for metrics
 * @param manifests the alerts and objectives of projects
 * @param dashboards the files of projects' dashboards
 * @param url how people reach this Duru
 */
public record ObservePorts(
        EdgeMetrics edge,
        AppOutput output,
        Supplier<List<RequestStat>> requestStats,
        Deployed deployed,
        ProjectAlerts.Port manifests,
        Dashboards dashboards,
        Supplier<String> url) {
    /** With nothing deployed, no alerts of projects, and no dashboards. */
    public ObservePorts(
            EdgeMetrics edge, AppOutput output, Supplier<List<RequestStat>> requestStats) {
        this(edge, output, requestStats, List::of, List::of, Dashboards.NONE, () -> "");
    }
}

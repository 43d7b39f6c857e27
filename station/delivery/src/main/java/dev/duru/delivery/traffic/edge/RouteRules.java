package dev.duru.delivery.traffic.edge;

import dev.duru.delivery.Traffic.Routing;
import dev.duru.delivery.WorkloadId;
import dev.duru.edge.RouteSettings;
import dev.duru.manifest.EdgeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What duru.yml says of an environment's requests, in the edge's words. Pure. */
final class RouteRules {
    private RouteRules() {}

    /**
     * The settings of a route.
     *
     * @param named whether the route is for one of the environment's own hosts, which may have a
     *     certificate
     */
    static RouteSettings of(Routing routing, EdgeFront front, boolean named) {
        EdgeSettings said = routing.settings();
        EdgeSettings.Timeouts timeouts = said.timeouts();
        EdgeSettings.Limits limits = said.limits();
        WorkloadId fresh = routing.fresh();
        return new RouteSettings(
                named && front.tlsAddress() != null ? secure(said, front) : null,
                said.sticky() == null
                        ? null
                        : new RouteSettings.Sticky(
                                said.sticky().cookie(), seconds(said.sticky().lasts())),
                rules(routing),
                health(said.health()),
                said.outliers() == null
                        ? null
                        : new RouteSettings.Outlier(
                                said.outliers().failures(),
                                Math.toIntExact(said.outliers().eject().toMillis()),
                                said.outliers().most()),
                said.retry() == null
                        ? null
                        : new RouteSettings.Retry(
                                said.retry().attempts(), said.retry().budget(), said.retry().on()),
                new RouteSettings.Timeouts(
                        millis(timeouts.connect()),
                        millis(timeouts.head()),
                        millis(timeouts.idle()),
                        millis(timeouts.total())),
                new RouteSettings.Limits(
                        limits.inFlight(), limits.perSecond(), limits.perClientPerSecond()),
                millis(said.slowStart()),
                routing.shadow() > 0 && fresh != null
                        ? new RouteSettings.Shadow(name(fresh), routing.shadow())
                        : null,
                said.accessLog());
    }

    private static RouteSettings.@Nullable Secure secure(EdgeSettings said, EdgeFront front) {
        Duration hsts = said.hsts();
        return said.tls() == null
                ? null
                : new RouteSettings.Secure(
                        said.redirect(), front.tlsPort(), hsts == null ? null : hsts.toSeconds());
    }

    private static RouteSettings.@Nullable Health health(EdgeSettings.@Nullable Probe probe) {
        String path = probe == null ? null : probe.path();
        return probe == null || path == null
                ? null
                : new RouteSettings.Health(
                        path,
                        millis(probe.every()),
                        millis(probe.timeout()),
                        probe.healthyAfter(),
                        probe.unhealthyAfter());
    }

    private static List<RouteSettings.Rule> rules(Routing routing) {
        List<RouteSettings.Rule> rules = new ArrayList<>();
        for (EdgeSettings.Tester tester : routing.settings().testers()) {
            WorkloadId release =
                    switch (tester.to()) {
                        case NEW -> routing.fresh();
                        case STABLE -> routing.stable();
                    };
            if (release != null) {
                rules.add(
                        new RouteSettings.Rule(
                                tester.header(), tester.cookie(), tester.value(), name(release)));
            }
        }
        return rules;
    }

    private static String name(WorkloadId release) {
        return String.valueOf(release.release());
    }

    private static @Nullable Integer millis(@Nullable Duration time) {
        return time == null ? null : Math.toIntExact(time.toMillis());
    }

    private static @Nullable Integer seconds(@Nullable Duration time) {
        return time == null ? null : Math.max(1, Math.toIntExact(time.toSeconds()));
    }
}

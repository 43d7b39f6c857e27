package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Traffic;
import dev.duru.delivery.WorkloadId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Traffic that is not the cluster's. */
final class Elsewhere implements Traffic {
    final List<Share> routed = new ArrayList<>();

    @Override
    public void route(EnvironmentKey environment, Routing routing) {
        routed.addAll(routing.shares());
    }

    @Override
    public void retain(Set<EnvironmentKey> environments) {}

    @Override
    public int inFlight(WorkloadId release) {
        return 7;
    }

    @Override
    public int inFlight(WorkloadId release, String backend) {
        return inFlight(release);
    }

    @Override
    public void check() {}

    @Override
    public URI address(EnvironmentKey environment) {
        return URI.create("http://edge/");
    }

    @Override
    public URI preview(EnvironmentKey environment) {
        return address(environment);
    }
}

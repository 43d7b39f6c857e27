package dev.duru.delivery;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what is in force. */
final class RecordedTraffic implements Traffic {
    final Map<EnvironmentKey, List<Share>> routes = new ConcurrentHashMap<>();

    @Override
    public void route(EnvironmentKey environment, List<Share> shares) {
        routes.put(environment, shares);
    }

    /** The weight of a release, 0 when it is not there. */
    int weight(EnvironmentKey environment, long release) {
        return routes.getOrDefault(environment, List.of()).stream()
                .filter(share -> share.release().release() == release)
                .mapToInt(Share::weight)
                .sum();
    }

    @Override
    public void retain(Set<EnvironmentKey> environments) {
        routes.keySet().retainAll(environments);
    }

    @Override
    public int inFlight(WorkloadId release) {
        return 0;
    }

    @Override
    public void check() {}

    @Override
    public URI address(EnvironmentKey environment) {
        return URI.create("http://" + environment.host() + ":8080/");
    }
}

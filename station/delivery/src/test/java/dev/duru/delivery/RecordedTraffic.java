package dev.duru.delivery;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Remembers what is in force. */
final class RecordedTraffic implements Traffic {
    final Map<EnvironmentKey, List<Share>> routes = new ConcurrentHashMap<>();

    final Map<EnvironmentKey, Routing> routings = new ConcurrentHashMap<>();

    private volatile Consumer<List<Share>> watcher = shares -> {};

    /** Shows each routing to somebody before it is in force. */
    void watch(Consumer<List<Share>> by) {
        watcher = by;
    }

    @Override
    public void route(EnvironmentKey environment, Routing routing) {
        watcher.accept(routing.shares());
        routes.put(environment, routing.shares());
        routings.put(environment, routing);
    }

    @Override
    public int inFlight(WorkloadId release, String backend) {
        return 0;
    }

    @Override
    public URI preview(EnvironmentKey environment) {
        return URI.create("http://preview." + environment.host() + ":8080/");
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

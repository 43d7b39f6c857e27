package dev.duru.edge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document made ready for look-ups. A new table takes over from the old one what must not jump
 * when a document changes: whose turn it is, and which copies are not well. Touched by the event
 * loop only.
 */
final class RoutingTable {
    private final EdgeConfig config;
    private final Map<String, List<LiveRoute>> byHost = new HashMap<>();
    private final Map<String, Backend> backends = new HashMap<>();
    private final Map<Backend, RouteSettings.Health> probed = new HashMap<>();
    private final Set<EdgeConfig.Labels> labels = new HashSet<>();

    RoutingTable(EdgeConfig config, @Nullable RoutingTable before, Meters meters, long nowNanos) {
        this.config = config;
        for (EdgeConfig.Route spec : config.routes()) {
            List<LiveRelease> releases = new ArrayList<>();
            for (EdgeConfig.Release release : spec.releases()) {
                labels.add(release.labels());
                releases.add(
                        new LiveRelease(
                                release,
                                meters.of(release.labels(), nowNanos),
                                copies(release, before, nowNanos)));
            }
            LiveRoute route = new LiveRoute(spec, releases);
            LiveRoute old = before == null ? null : before.same(spec);
            if (old != null) {
                route.takeOver(old);
            }
            RouteSettings.Health health = route.settings().health();
            for (LiveRelease release : releases) {
                for (Backend copy : release.backends()) {
                    if (health == null) {
                        copy.unprobed();
                    } else {
                        probed.put(copy, health);
                    }
                }
            }
            byHost.computeIfAbsent(spec.host(), h -> new ArrayList<>()).add(route);
        }
        byHost.values()
                .forEach(list ->
                        list.sort(
                                Comparator.comparingInt(
                                        (LiveRoute r) -> -r.spec().pathPrefix().length())));
    }

    private List<Backend> copies(
            EdgeConfig.Release release, @Nullable RoutingTable before, long nowNanos) {
        List<Backend> copies = new ArrayList<>();
        for (String address : release.backends()) {
            String key = release.speaksHttp2() ? "h2 " + address : address;
            Backend known = before == null ? null : before.backends.get(key);
            Backend backend =
                    known == null ? new Backend(address, release.speaksHttp2(), nowNanos) : known;
            copies.add(backends.computeIfAbsent(key, k -> backend));
        }
        return copies;
    }

    EdgeConfig config() {
        return config;
    }

    Set<EdgeConfig.Labels> labels() {
        return labels;
    }

    Collection<Backend> backends() {
        return backends.values();
    }

    /** The copies that are asked for their health, and how. */
    Map<Backend, RouteSettings.Health> probed() {
        return probed;
    }

    /** The route for a host (lower case, no port) and a path, or null. */
    @Nullable LiveRoute find(String host, String path) {
        LiveRoute route = find(byHost.get(host), path);
        return route != null ? route : find(byHost.get("*"), path);
    }

    private static @Nullable LiveRoute find(@Nullable List<LiveRoute> routes, String path) {
        if (routes != null) {
            for (LiveRoute route : routes) {
                if (route.takes(path)) {
                    return route;
                }
            }
        }
        return null;
    }

    private @Nullable LiveRoute same(EdgeConfig.Route spec) {
        for (LiveRoute route : byHost.getOrDefault(spec.host(), List.of())) {
            if (route.spec().pathPrefix().equals(spec.pathPrefix())) {
                return route;
            }
        }
        return null;
    }
}

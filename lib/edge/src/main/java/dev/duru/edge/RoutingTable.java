package dev.duru.edge;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A document made ready for look-ups. A new table takes over from the old one what must not jump
 * when a document changes: whose turn it is, and which backends refused lately. Touched by the
 * event loop only.
 */
final class RoutingTable {
    /** A backend that refused a connection is tried last for this long. */
    static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EdgeConfig config;
    private final Map<String, List<Route>> byHost = new HashMap<>();
    private final Map<String, Backend> backends = new HashMap<>();
    private final Set<EdgeConfig.Labels> labels = new HashSet<>();

    RoutingTable(EdgeConfig config, @Nullable RoutingTable before, Meters meters, long nowNanos) {
        this.config = config;
        for (EdgeConfig.Route spec : config.routes()) {
            List<Release> releases = new ArrayList<>();
            for (EdgeConfig.Release release : spec.releases()) {
                labels.add(release.labels());
                List<Backend> copies = new ArrayList<>();
                for (String address : release.backends()) {
                    copies.add(backend(address, before));
                }
                releases.add(new Release(release, meters.of(release.labels(), nowNanos), copies));
            }
            Route route = new Route(spec, releases);
            Route old = before == null ? null : before.same(spec);
            if (old != null) {
                route.takeOver(old);
            }
            byHost.computeIfAbsent(spec.host(), h -> new ArrayList<>()).add(route);
        }
        byHost.values()
                .forEach(list ->
                        list.sort(
                                Comparator.comparingInt(
                                        (Route r) -> -r.spec.pathPrefix().length())));
    }

    EdgeConfig config() {
        return config;
    }

    Set<EdgeConfig.Labels> labels() {
        return labels;
    }

    /** The route for a host (lower case, no port) and a path, or null. */
    @Nullable Route find(String host, String path) {
        Route route = find(byHost.get(host), path);
        return route != null ? route : find(byHost.get("*"), path);
    }

    private static @Nullable Route find(@Nullable List<Route> routes, String path) {
        if (routes != null) {
            for (Route route : routes) {
                if (route.takes(path)) {
                    return route;
                }
            }
        }
        return null;
    }

    private Backend backend(String address, @Nullable RoutingTable before) {
        Backend known = before == null ? null : before.backends.get(address);
        Backend backend = known == null ? new Backend(address) : known;
        return backends.computeIfAbsent(address, a -> backend);
    }

    private @Nullable Route same(EdgeConfig.Route spec) {
        for (Route route : byHost.getOrDefault(spec.host(), List.of())) {
            if (route.spec.pathPrefix().equals(spec.pathPrefix())) {
                return route;
            }
        }
        return null;
    }

    /** One running copy of a release. */
    static final class Backend {
        private final String name;
        private final String host;
        private final int port;
        private long downUntilNanos = Long.MIN_VALUE;

        Backend(String address) {
            int colon = address.lastIndexOf(':');
            this.name = address;
            String bare = address.substring(0, colon);
            this.host = bare.startsWith("[") ? bare.substring(1, bare.length() - 1) : bare;
            this.port = Integer.parseInt(address.substring(colon + 1));
        }

        String name() {
            return name;
        }

        InetSocketAddress address() {
            return InetSocketAddress.createUnresolved(host, port);
        }

        void refused(long nowNanos) {
            downUntilNanos = nowNanos + DOWN_NANOS;
        }

        boolean isDown(long nowNanos) {
            return downUntilNanos != Long.MIN_VALUE && nowNanos - downUntilNanos < 0;
        }
    }

    /** One release of a route with its turn. */
    static final class Release {
        private final EdgeConfig.Release spec;
        private final ReleaseMeter meter;
        private final List<Backend> backends;
        private int turn;
        private long credit;

        Release(EdgeConfig.Release spec, ReleaseMeter meter, List<Backend> backends) {
            this.spec = spec;
            this.meter = meter;
            this.backends = List.copyOf(backends);
        }

        String name() {
            return spec.name();
        }

        ReleaseMeter meter() {
            return meter;
        }

        /** The next backend by turn that was not tried yet; those that refused lately come last. */
        @Nullable Backend next(Set<Backend> tried, long nowNanos) {
            Backend last = null;
            for (int i = 0; i < backends.size(); i++) {
                Backend backend = backends.get(turn++ % backends.size());
                if (turn == backends.size()) {
                    turn = 0;
                }
                if (tried.contains(backend)) {
                    continue;
                }
                if (!backend.isDown(nowNanos)) {
                    return backend;
                }
                last = backend;
            }
            return last;
        }
    }

    /** One route with the running accounts of its releases. */
    static final class Route {
        private final EdgeConfig.Route spec;
        private final List<Release> releases;

        Route(EdgeConfig.Route spec, List<Release> releases) {
            this.spec = spec;
            this.releases = List.copyOf(releases);
        }

        EdgeConfig.Route spec() {
            return spec;
        }

        /**
         * Smooth weighted round robin: over any run of requests as long as the sum of the weights
         * each release gets exactly its weight, spread evenly.
         */
        @Nullable Release pick() {
            Release best = null;
            long total = 0;
            for (Release release : releases) {
                if (release.spec.takesTraffic()) {
                    release.credit += release.spec.weight();
                    total += release.spec.weight();
                    if (best == null || release.credit > best.credit) {
                        best = release;
                    }
                }
            }
            if (best != null) {
                best.credit -= total;
            }
            return best;
        }

        private boolean takes(String path) {
            String prefix = spec.pathPrefix();
            return prefix.length() == 1
                    || path.startsWith(prefix)
                            && (path.length() == prefix.length()
                                    || path.charAt(prefix.length()) == '/'
                                    || path.charAt(prefix.length()) == '?');
        }

        /** Goes on where the old table stopped, unless the shares changed. */
        private void takeOver(Route old) {
            boolean sameShares = shares().equals(old.shares());
            for (Release release : releases) {
                for (Release before : old.releases) {
                    if (before.name().equals(release.name())) {
                        release.turn =
                                release.backends.isEmpty()
                                        ? 0
                                        : before.turn % release.backends.size();
                        release.credit = sameShares ? before.credit : 0;
                    }
                }
            }
        }

        private Map<String, Integer> shares() {
            Map<String, Integer> shares = new HashMap<>();
            for (Release release : releases) {
                if (release.spec.takesTraffic()) {
                    shares.put(release.name(), release.spec.weight());
                }
            }
            return shares;
        }
    }
}

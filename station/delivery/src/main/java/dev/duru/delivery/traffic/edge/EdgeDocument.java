package dev.duru.delivery.traffic.edge;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Traffic.Routing;
import dev.duru.delivery.Traffic.Share;
import dev.duru.delivery.WorkloadId;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.FrontSettings;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.EdgeSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The edge's one document, with what one environment says put in the place of what it said before.
 * Pure.
 *
 * @param known what the environments say that were routed since Duru started; the others' routes
 *     are in the document, and are kept as they are until their turn comes
 */
record EdgeDocument(EdgeConfig before, Map<EnvironmentKey, Routing> known, EdgeFront front) {
    private static final String PREVIEW = "preview.";

    /** The name under which the release that rolls out is reached alone. */
    static String preview(EnvironmentKey key) {
        return PREVIEW + key.host();
    }

    /** With the routes of an environment replaced. */
    EdgeConfig with(EnvironmentKey key, Routing routing) {
        List<EdgeConfig.Route> routes = new ArrayList<>(before.routes());
        routes.removeIf(route -> belongs(route, key));
        Set<String> taken = new HashSet<>();
        routes.forEach(route -> taken.add(route.host()));
        for (EdgeConfig.Route route : routes(key, routing)) {
            if (taken.add(route.host())) {
                routes.add(route);
            }
        }
        return new EdgeConfig(before.version(), routes, front(routes));
    }

    /** With the routes of these environments alone. */
    EdgeConfig only(Set<EnvironmentKey> environments) {
        List<EdgeConfig.Route> routes =
                before.routes().stream()
                        .filter(route -> environments.stream().anyMatch(key -> belongs(route, key)))
                        .toList();
        return new EdgeConfig(before.version(), routes, front(routes));
    }

    private static boolean belongs(EdgeConfig.Route route, EnvironmentKey key) {
        return route.host().equals(key.host())
                || route.host().equals(preview(key))
                || key.equals(owner(route));
    }

    private static @Nullable EnvironmentKey owner(EdgeConfig.Route route) {
        return route.releases().stream()
                .findFirst()
                .map(release ->
                        new EnvironmentKey(
                                ProjectName.parse(release.labels().app()), release.labels().env()))
                .orElse(null);
    }

    private List<EdgeConfig.Route> routes(EnvironmentKey key, Routing routing) {
        if (routing.shares().isEmpty()) {
            return List.of();
        }
        EdgeConfig.Protocol protocol =
                routing.settings().protocol() == EdgeSettings.Protocol.H2C
                        ? EdgeConfig.Protocol.H2C
                        : null;
        List<EdgeConfig.Release> releases =
                routing.shares().stream()
                        .map(share ->
                                release(share, share.weight(), reached(share, routing), protocol))
                        .toList();
        List<EdgeConfig.Route> routes = new ArrayList<>();
        routes.add(
                new EdgeConfig.Route(
                        key.host(), "/", releases, RouteRules.of(routing, front, false)));
        for (String host : routing.settings().hosts()) {
            routes.add(
                    new EdgeConfig.Route(host, "/", releases, RouteRules.of(routing, front, true)));
        }
        for (Share share : routing.shares()) {
            if (share.release().equals(routing.fresh())) {
                routes.add(
                        EdgeConfig.Route.of(
                                preview(key), List.of(release(share, 1, true, protocol))));
            }
        }
        return routes;
    }

    /** Whether testers or copies reach a release that has no share. */
    private static boolean reached(Share share, Routing routing) {
        WorkloadId release = share.release();
        return share.weight() > 0
                || release.equals(routing.fresh())
                || release.equals(routing.stable());
    }

    private static EdgeConfig.Release release(
            Share share, int weight, boolean reached, EdgeConfig.@Nullable Protocol protocol) {
        return new EdgeConfig.Release(
                String.valueOf(share.release().release()),
                EdgeTraffic.labels(share.release(), share.version()),
                weight,
                share.backends(),
                !reached,
                protocol);
    }

    /** What holds for all: what the known ones say, and for the others what it was. */
    private @Nullable FrontSettings front(List<EdgeConfig.Route> routes) {
        boolean all = true;
        for (EdgeConfig.Route route : routes) {
            EnvironmentKey owner = owner(route);
            all &= owner != null && known.containsKey(owner);
        }
        FrontSettings was = before.front() == null ? FrontSettings.NONE : before.front();
        Set<FrontSettings.Pair> pairs = new LinkedHashSet<>();
        Set<String> hosts = new LinkedHashSet<>();
        boolean log = !all && was.accessLog() != null;
        FrontSettings.Tls tls = was.tls();
        if (!all && tls != null) {
            pairs.addAll(tls.certificates());
            hosts.addAll(tls.acme() == null ? List.of() : tls.acme().hosts());
        }
        for (Map.Entry<EnvironmentKey, Routing> entry : ordered().entrySet()) {
            EdgeSettings said = entry.getValue().settings();
            log |= said.accessLog();
            if (said.tls() instanceof EdgeSettings.Tls.Files files) {
                pair(entry.getKey(), files, pairs);
            } else if (said.tls() instanceof EdgeSettings.Tls.Acme) {
                hosts.addAll(said.hosts());
            }
        }
        FrontSettings.Tls secure = tls(pairs, hosts);
        String address = front.tlsAddress();
        return new FrontSettings(
                secure == null || address == null
                        ? List.of()
                        : List.of(new FrontSettings.Listener(address, true)),
                front.proxies().trusted(),
                front.proxies().header(),
                address == null ? null : secure,
                log ? new FrontSettings.AccessLog(0, 0) : null,
                was.limits());
    }

    private Map<EnvironmentKey, Routing> ordered() {
        return new TreeMap<>(known);
    }

    private void pair(
            EnvironmentKey key, EdgeSettings.Tls.Files files, Set<FrontSettings.Pair> pairs) {
        Path folder = front.certificates();
        if (folder != null) {
            Path own = folder.resolve(key.project().owner()).resolve(key.project().name());
            pairs.add(
                    new FrontSettings.Pair(
                            own.resolve(files.certificate()).toString(),
                            own.resolve(files.key()).toString()));
        }
    }

    private FrontSettings.@Nullable Tls tls(Set<FrontSettings.Pair> pairs, Set<String> hosts) {
        EdgeFront.Acme acme = front.acme();
        FrontSettings.Acme authority =
                acme == null || hosts.isEmpty()
                        ? null
                        : new FrontSettings.Acme(
                                acme.directory(), acme.contact(), List.copyOf(hosts), acme.root());
        return pairs.isEmpty() && authority == null
                ? null
                : new FrontSettings.Tls(List.copyOf(pairs), authority);
    }
}

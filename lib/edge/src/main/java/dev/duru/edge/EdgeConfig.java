package dev.duru.edge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that the edge does, in one document that is replaced as a whole.
 *
 * @param version counts up by one with each document; the edge takes version n + 1 only while n is
 *     in force, and takes the document in force once more without complaint (a lost answer)
 * @param routes looked up by host, then by the longest path prefix that fits
 * @param front what holds for all routes; null: nothing beyond what the edge was started with
 */
public record EdgeConfig(long version, List<Route> routes, @Nullable FrontSettings front) {
    private static final Pattern HOST =
            Pattern.compile("\\*|(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\\.?)+|\\[[0-9a-f:.]+]");
    private static final Pattern BACKEND =
            Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    /** The document in force before any was applied: version 0, no routes. */
    public static final EdgeConfig EMPTY = new EdgeConfig(0, List.of());

    /**
     * Checks the rules between the parts.
     *
     * @throws EdgeException.Invalid when two routes are alike
     */
    public EdgeConfig {
        routes = routes == null ? List.of() : List.copyOf(routes);
        if (version < 0) {
            throw new EdgeException.Invalid("version: " + version + " is below 0");
        }
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            if (!seen.add(route.host() + route.pathPrefix())) {
                throw new EdgeException.Invalid(
                        "routes: "
                                + route.host()
                                + route.pathPrefix()
                                + " is there twice; keep one route and list its releases in it");
            }
        }
    }

    /** Routes alone. */
    public EdgeConfig(long version, List<Route> routes) {
        this(version, routes, null);
    }

    /** The routes replaced, one version further: what to hand to {@link EdgeClient#apply}. */
    public EdgeConfig next(List<Route> newRoutes) {
        return new EdgeConfig(version + 1, newRoutes, front);
    }

    /** What holds for all routes replaced, one version further. */
    public EdgeConfig next(FrontSettings newFront) {
        return new EdgeConfig(version + 1, routes, newFront);
    }

    FrontSettings frontOrNone() {
        return front == null ? FrontSettings.NONE : front;
    }

    /**
     * Where requests for one host, or one part of its paths, go.
     *
     * @param host lower case, without port; {@code *} takes every host that no other route names
     * @param pathPrefix {@code /} for all paths; otherwise matched at segment borders: {@code /a}
     *     takes {@code /a} and {@code /a/b}, not {@code /ab}
     * @param releases among which requests are shared out by weight
     * @param settings how requests are treated; null: by weights alone
     */
    public record Route(
            String host,
            String pathPrefix,
            List<Release> releases,
            @Nullable RouteSettings settings) {
        /**
         * Normalises the host to lower case and the prefix to one without a slash at its end.
         *
         * @throws EdgeException.Invalid when the host or prefix is malformed or a release is twice
         */
        public Route {
            if (host == null || !HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
                throw new EdgeException.Invalid(
                        "routes: host '" + host + "' is neither a host name nor *");
            }
            host = host.toLowerCase(Locale.ROOT);
            pathPrefix = pathPrefix == null || pathPrefix.isEmpty() ? "/" : pathPrefix;
            if (!pathPrefix.startsWith("/") || pathPrefix.chars().anyMatch(c -> c <= ' ')) {
                throw new EdgeException.Invalid(
                        "routes: pathPrefix '"
                                + pathPrefix
                                + "' of "
                                + host
                                + " must begin with /");
            }
            while (pathPrefix.length() > 1 && pathPrefix.endsWith("/")) {
                pathPrefix = pathPrefix.substring(0, pathPrefix.length() - 1);
            }
            releases = releases == null ? List.of() : List.copyOf(releases);
            Set<String> names = new HashSet<>();
            for (Release release : releases) {
                if (!names.add(release.name())) {
                    throw new EdgeException.Invalid(
                            "routes: " + host + " names release '" + release.name() + "' twice");
                }
            }
        }

        /** By weights alone. */
        public Route(String host, String pathPrefix, List<Release> releases) {
            this(host, pathPrefix, releases, null);
        }

        RouteSettings settingsOrNone() {
            return settings == null ? RouteSettings.NONE : settings;
        }

        /** A route for all paths of a host. */
        public static Route of(String host, List<Release> releases) {
            return new Route(host, "/", releases);
        }
    }

    /**
     * One release of an application: a version that runs in an environment.
     *
     * @param name unique within its route
     * @param labels what its measurements carry
     * @param weight share of new requests, in proportion to the other weights of the route; 0 takes
     *     none
     * @param backends {@code host:port} of each running copy, used in turn
     * @param draining takes no new requests whatever its weight; those in flight finish
     * @param protocol what its copies speak: HTTP/1.1 when null
     */
    public record Release(
            String name,
            Labels labels,
            int weight,
            List<String> backends,
            boolean draining,
            @Nullable Protocol protocol) {
        /**
         * Checks names and addresses.
         *
         * @throws EdgeException.Invalid when a part is missing or malformed
         */
        public Release {
            if (name == null || name.isBlank()) {
                throw new EdgeException.Invalid("releases: a release has no name");
            }
            if (labels == null) {
                throw new EdgeException.Invalid("releases: " + name + " has no labels");
            }
            if (weight < 0 || weight > 1_000_000) {
                throw new EdgeException.Invalid(
                        "releases: weight " + weight + " of " + name + " is not in 0..1000000");
            }
            backends = backends == null ? List.of() : List.copyOf(backends);
            for (String backend : backends) {
                var match = BACKEND.matcher(backend);
                if (!match.matches()
                        || Integer.parseInt(match.group(1)) > 65535
                        || Integer.parseInt(match.group(1)) == 0) {
                    throw new EdgeException.Invalid(
                            "releases: backend '" + backend + "' of " + name + " is not host:port");
                }
            }
        }

        /** Speaks HTTP/1.1. */
        public Release(
                String name, Labels labels, int weight, List<String> backends, boolean draining) {
            this(name, labels, weight, backends, draining, null);
        }

        boolean speaksHttp2() {
            return protocol == Protocol.H2C;
        }

        boolean takesTraffic() {
            return weight > 0 && !draining;
        }
    }

    /** What the copies of a release speak. */
    public enum Protocol {
        /** HTTP/1.1, with WebSocket. */
        HTTP1,
        /** HTTP/2 without TLS, as gRPC servers do behind a proxy. */
        H2C
    }

    /** What every measurement of a release carries; an empty string where there is nothing. */
    public record Labels(String app, String env, String release, String version) {
        /** Null means empty. */
        public Labels {
            app = app == null ? "" : app;
            env = env == null ? "" : env;
            release = release == null ? "" : release;
            version = version == null ? "" : version;
        }
    }
}

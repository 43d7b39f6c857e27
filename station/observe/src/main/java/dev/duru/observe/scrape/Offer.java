package dev.duru.observe.scrape;

import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a replica offers metrics: as it says in the annotations that have become usual for pods
 * ({@code prometheus.io/scrape}, {@code port}, {@code path} and {@code scheme}), else at ports
 * whose names say so, else perhaps where it takes requests. Pure.
 *
 * @param labels before relabeling
 * @param optional whether it may offer none at all, because it does not say that it does
 */
record Offer(String address, Map<String, String> labels, boolean optional) {
    private static final String PREFIX = "prometheus.io/";

    /**
     * The offers of a replica; none when it wants not to be asked.
     *
     * @throws ProblemException USER when an annotation makes no sense
     */
    static List<Offer> of(Deployed.Replica replica) {
        String wanted = said(replica, "scrape");
        if (wanted.equals("false")) {
            return List.of();
        }
        Map<String, String> common = labels(replica);
        List<Offer> all = new ArrayList<>();
        ports(replica)
                .forEach((name, port) -> {
                    Map<String, String> labels = new HashMap<>(common);
                    labels.put("__meta_duru_port_name", name);
                    String address = replica.address();
                    if (port > 0) {
                        address = address.substring(0, address.lastIndexOf(':') + 1) + port;
                    }
                    all.add(new Offer(address, labels, !wanted.equals("true")));
                });
        return all;
    }

    private static String said(Deployed.Replica replica, String key) {
        return replica.annotations().getOrDefault(PREFIX + key, "").strip();
    }

    /** By name; 0 for the one that takes requests. */
    private static Map<String, Integer> ports(Deployed.Replica replica) {
        String said = said(replica, "port");
        if (!said.isEmpty()) {
            return Map.of(replica.ports().containsKey(said) ? said : "", port(replica, said));
        }
        Map<String, Integer> named = new HashMap<>(replica.ports());
        named.keySet().removeIf(name -> !isOfMetrics(name));
        return named.isEmpty() ? Map.of("", 0) : named;
    }

    private static boolean isOfMetrics(String name) {
        return name.equals("metrics") || name.equals("prometheus") || name.endsWith("-metrics");
    }

    private static int port(Deployed.Replica replica, String said) {
        Integer named = replica.ports().get(said);
        if (named != null) {
            return named;
        }
        if (said.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(said);
            if (port > 0 && port < 1 << 16) {
                return port;
            }
        }
        throw wrong(replica, "port", said, "a port, or the name of one of its ports");
    }

    private static ProblemException wrong(
            Deployed.Replica replica, String key, String said, String mend) {
        return ProblemException.user(
                "%s in %s, release %d: the annotation %s%s is '%s'; write %s"
                        .formatted(
                                replica.project(),
                                replica.environment(),
                                replica.release(),
                                PREFIX,
                                key,
                                said,
                                mend));
    }

    private static Map<String, String> labels(Deployed.Replica replica) {
        Map<String, String> labels = new HashMap<>();
        labels.put("app", replica.project().toString());
        labels.put("env", replica.environment());
        labels.put("release", String.valueOf(replica.release()));
        labels.put("version", replica.version());
        labels.put("replica", String.valueOf(replica.replica()));
        replica.annotations()
                .forEach((name, value) ->
                        labels.put(
                                "__meta_duru_annotation_" + name.replaceAll("[^a-zA-Z0-9_]", "_"),
                                value));
        String path = said(replica, "path");
        if (!path.isEmpty()) {
            labels.put("__metrics_path__", path.startsWith("/") ? path : "/" + path);
        }
        String scheme = said(replica, "scheme");
        if (!scheme.isEmpty()) {
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw wrong(replica, "scheme", scheme, "http or https");
            }
            labels.put("__scheme__", scheme);
        }
        return labels;
    }
}

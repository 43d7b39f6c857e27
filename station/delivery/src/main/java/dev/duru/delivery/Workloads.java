package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.manifest.EdgeSettings;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Rules;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what a release is to run, and where. */
final class Workloads {
    private final Specs specs;
    private final DeliveryPorts ports;

    Workloads(Specs specs, DeliveryPorts ports) {
        this.specs = specs;
        this.ports = ports;
    }

    Specs specs() {
        return specs;
    }

    /**
     * The runtime of an environment.
     *
     * @throws ProblemException RESOURCE when this Duru has none of that kind
     */
    Runtime runtime(Release release) {
        Environment.RuntimeKind kind = environment(release).runtime();
        Runtime runtime = ports.runtimes().get(kind);
        if (runtime == null) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            throw ProblemException.user(
                    "this Duru has no runtime '"
                            + word
                            + "'; write `runtime: process` in duru.yml, or have an operator configure one");
        }
        return runtime;
    }

    Environment environment(Release release) {
        return specs.environment(release);
    }

    /** How many replicas a release has when it has all traffic. */
    int replicas(Release release) {
        return environment(release).replicas();
    }

    /** How long a replica may finish its requests. */
    Duration drain(Release release) {
        return environment(release).drain();
    }

    /** How long a release's replicas stay up after it was replaced. */
    Duration keep(Release release) {
        return environment(release).keep();
    }

    /** How the edge treats the requests of a release, with the health path filled in. */
    EdgeSettings edge(Release release) {
        EdgeSettings said = environment(release).edge();
        EdgeSettings.Probe probe = said.health();
        if (probe == null || probe.path() != null) {
            return said;
        }
        String path = specs.healthPath(release.project(), release.commit());
        return said.withHealth(
                path == null
                        ? null
                        : new EdgeSettings.Probe(
                                path,
                                probe.every(),
                                probe.timeout(),
                                probe.healthyAfter(),
                                probe.unhealthyAfter()));
    }

    /**
     * The workload of a release.
     *
     * @throws ProblemException USER when a secret that duru.yml names is not set
     */
    Workload of(Release release) {
        Environment environment = environment(release);
        Map<String, String> env = new LinkedHashMap<>(environment.env());
        List<String> names = environment.secrets();
        if (!names.isEmpty()) {
            Map<String, String> values = ports.secrets().values(release.environment(), names);
            List<String> missing = names.stream().filter(n -> !values.containsKey(n)).toList();
            if (!missing.isEmpty()) {
                throw ProblemException.user(
                        "duru.yml asks for the secret "
                                + String.join(", ", missing)
                                + ", which is not set for "
                                + release.environment().name()
                                + "; set it in the project's settings and promote the release again");
            }
            names.forEach(name -> env.put(name, values.getOrDefault(name, "")));
        }
        env.put("GIT_REV", release.commit());
        env.put("DURU_ENV", release.environment().name());
        env.put("DURU_RELEASE", String.valueOf(release.number()));
        return new Workload(
                release.workload(),
                release.repository(),
                release.digest(),
                release.version(),
                environment.replicas(),
                env,
                new HashSet<>(names),
                specs.healthPath(release.project(), release.commit()),
                specs.startTimeout(release.project(), release.commit()),
                environment.drain(),
                environment.hosting(),
                leavesChanges(environment));
    }

    /** In a cluster, what others change is put back unless duru.yml says otherwise. */
    private static boolean leavesChanges(Environment environment) {
        Rules.Drift rule = environment.rules().drift();
        return rule != null && rule != Rules.Drift.MEND;
    }
}

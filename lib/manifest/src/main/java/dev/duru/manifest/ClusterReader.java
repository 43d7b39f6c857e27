package dev.duru.manifest;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what cannot be done in a cluster, before which Duru's edge does not stand: signals without
 * queries of their own, steps by requests without them, and copies of requests.
 */
final class ClusterReader {
    private static final String NOT_THERE =
            ", which Duru's edge counts, and it does not stand before a cluster";

    private final Problems problems;

    ClusterReader(Problems problems) {
        this.problems = problems;
    }

    void check(Fields fields, List<Gate> gates, @Nullable SignalQueries queries) {
        for (Gate gate : gates) {
            String missing = missing(gate.signal(), queries);
            if (missing != null) {
                problems.add(
                        gate.position(),
                        "the gate `"
                                + gate.name()
                                + "` reads "
                                + gate.signal().name().toLowerCase(Locale.ROOT)
                                + NOT_THERE,
                        "add `signals:` with the query `"
                                + missing
                                + "`, or let the gate be a `query`, a `hook` or a `job`");
            }
        }
        steps(fields).forEach(step -> step(step, queries));
    }

    private static @Nullable String missing(Gate.Signal signal, @Nullable SignalQueries queries) {
        if (queries == null) {
            return "requests";
        }
        return switch (signal) {
            case ERROR_RATIO -> queries.errors() == null ? "errors" : null;
            case P50, P95, P99 -> queries.latency() == null ? "latency" : null;
            case REQUEST_RATE -> null;
        };
    }

    private static List<YamlMap> steps(Fields fields) {
        return fields
                .quiet("rollout")
                .filter(YamlMap.class::isInstance)
                .flatMap(rollout -> ((YamlMap) rollout).find("canary"))
                .filter(YamlList.class::isInstance)
                .map(canary -> ((YamlList) canary).items())
                .orElse(List.<YamlNode>of())
                .stream()
                .filter(YamlMap.class::isInstance)
                .map(YamlMap.class::cast)
                .toList();
    }

    private void step(YamlMap step, @Nullable SignalQueries queries) {
        step.entry("shadow")
                .ifPresent(entry ->
                        problems.add(
                                entry.key().position(),
                                "a `shadow` copies requests in Duru's edge, which does not stand before"
                                        + " a cluster",
                                "begin with a small `weight`, and look at the release's own Service"
                                        + " before"));
        Position requests =
                step.entry("requests").map(entry -> entry.key().position()).orElse(null);
        if (requests != null && queries == null) {
            problems.add(
                    requests,
                    "the step waits for `requests`" + NOT_THERE,
                    "add `signals:` with the query `requests`, or let the step last a time: `for: 5m`");
        }
    }
}

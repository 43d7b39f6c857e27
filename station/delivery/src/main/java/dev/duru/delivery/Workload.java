package dev.duru.delivery;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to run.
 *
 * @param repository where the image lies
 * @param digest of the image's manifest
 * @param version the short commit
 * @param replicas how many
 * @param env all variables but {@code PORT}, which the runtime chooses; holds secrets, so that it
 *     is kept off disks and out of messages
 * @param healthPath asked by {@code GET}; null when a port that accepts connections is enough
 * @param startTimeout how long a replica may take to get healthy
 */
public record Workload(
        WorkloadId id,
        String repository,
        String digest,
        String version,
        int replicas,
        Map<String, String> env,
        @Nullable String healthPath,
        Duration startTimeout) {
    public Workload {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    @Override
    public String toString() {
        return id + " " + digest + " x" + replicas;
    }
}

package dev.duru.delivery;

import dev.duru.manifest.Hosting;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
 * @param drain how long a replica has to end by itself when it is not wanted any more
 * @param hosting what a replica may use
 * @param leavesChanges whether what somebody else changes of it is only told, and not put back
 */
public record Workload(
        WorkloadId id,
        String repository,
        String digest,
        String version,
        int replicas,
        Map<String, String> env,
        Set<String> secrets,
        @Nullable String healthPath,
        Duration startTimeout,
        Duration drain,
        Hosting hosting,
        boolean leavesChanges) {
    private static final int SHORTEST_MASKED = 4;

    public Workload {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        secrets = Set.copyOf(secrets);
    }

    /** One of which changes by others are put back. */
    public Workload(
            WorkloadId id,
            String repository,
            String digest,
            String version,
            int replicas,
            Map<String, String> env,
            Set<String> secrets,
            @Nullable String healthPath,
            Duration startTimeout,
            Duration drain,
            Hosting hosting) {
        this(
                id,
                repository,
                digest,
                version,
                replicas,
                env,
                secrets,
                healthPath,
                startTimeout,
                drain,
                hosting,
                false);
    }

    /** The same with another number of replicas. */
    public Workload with(int count) {
        return new Workload(
                id,
                repository,
                digest,
                version,
                count,
                env,
                secrets,
                healthPath,
                startTimeout,
                drain,
                hosting,
                leavesChanges);
    }

    /** The commit that it was built from, as it is told to the application. */
    public String commit() {
        return env.getOrDefault("GIT_REV", version);
    }

    /**
     * A text in which no secret is left; values of less than four characters are not looked for.
     */
    public String masked(String text) {
        String masked = text;
        for (String name : secrets) {
            String value = env.getOrDefault(name, "");
            if (value.length() >= SHORTEST_MASKED) {
                masked = masked.replace(value, "***");
                for (String line : value.lines().toList()) {
                    masked =
                            line.length() >= SHORTEST_MASKED ? masked.replace(line, "***") : masked;
                }
            }
        }
        return masked;
    }

    @Override
    public String toString() {
        return id + " " + digest + " x" + replicas;
    }
}

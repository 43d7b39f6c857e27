package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Where the objects of an environment are, and what they are called. Pure.
 *
 * @param instance this Duru, among others that use the same cluster
 */
public record Placement(String instance, EnvironmentKey environment, String namespace) {
    static final String INSTANCE = "dev.duru/instance";
    static final String RELEASE = "dev.duru/release";
    static final String TASK_OF = "dev.duru/task-of";
    static final String TASK = "dev.duru/task";

    /** On pods that take requests while two releases share them. */
    public static final String SERVING = "dev.duru/serving";

    private static final int LONGEST = 44;

    /** The name of what belongs to the environment and not to one release. */
    public String base() {
        String readable =
                (environment.project().name() + "-" + environment.name())
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9-]", "-")
                        .replaceAll("^[^a-z]+", "");
        String cut = readable.substring(0, Math.min(readable.length(), LONGEST));
        return "%s-%08x".formatted(cut.isEmpty() ? "app" : cut, crc(instance + " " + environment));
    }

    /** The name of what belongs to one release. */
    public String release(long number) {
        return base() + "-r" + number;
    }

    /** The name of the Secret by which nodes pull. */
    String pullSecret() {
        return base() + "-pull";
    }

    /** The labels of everything that belongs to the environment. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app.kubernetes.io/managed-by", "duru");
        labels.put(INSTANCE, instance);
        labels.put("dev.duru/owner", environment.project().owner());
        labels.put("dev.duru/project", environment.project().name());
        labels.put("dev.duru/environment", environment.name());
        return labels;
    }

    /** The labels of everything that belongs to one release. */
    public Map<String, String> labels(long release) {
        Map<String, String> labels = labels();
        labels.put(RELEASE, String.valueOf(release));
        return labels;
    }

    /** The name of the Job of a task. */
    public String task(long release, String task) {
        return "%s-%08x".formatted(base(), crc(release + " " + task));
    }

    /** The labels of all tasks of a release; none of its replicas has them. */
    public Map<String, String> tasks(long release) {
        Map<String, String> labels = labels();
        labels.put(TASK_OF, String.valueOf(release));
        return labels;
    }

    private static long crc(String text) {
        CRC32 hash = new CRC32();
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        return hash.getValue();
    }

    static Placement of(String instance, WorkloadId id, String namespace) {
        return new Placement(instance, id.environment(), namespace);
    }
}

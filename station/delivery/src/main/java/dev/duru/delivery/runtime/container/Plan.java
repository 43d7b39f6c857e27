package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerSpec;
import dev.duru.containers.EngineVersion;
import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.manifest.Hosting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What the engine is told for one release. Pure.
 *
 * @param instance this Duru, among others that use the same engine
 */
record Plan(String instance, Workload workload) {
    static final String INSTANCE = "dev.duru.instance";
    static final String RELEASE = "dev.duru.release";
    static final String REPLICA = "dev.duru.replica";
    static final String TASK = "dev.duru.task";
    private static final long LOG_MEGABYTES = 16;

    /** The labels of everything that belongs to an environment. */
    static Map<String, String> labels(String instance, EnvironmentKey key) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(INSTANCE, instance);
        labels.put("dev.duru.owner", key.project().owner());
        labels.put("dev.duru.project", key.project().name());
        labels.put("dev.duru.environment", key.name());
        return labels;
    }

    /** The labels of every container of a release. */
    static Map<String, String> labels(String instance, WorkloadId id) {
        Map<String, String> labels = labels(instance, id.environment());
        labels.put(RELEASE, String.valueOf(id.release()));
        return labels;
    }

    /** Names that people recognise; the hash keeps those apart that would read the same. */
    static String name(String instance, EnvironmentKey key, String end) {
        CRC32 hash = new CRC32();
        hash.update((instance + " " + key).getBytes(StandardCharsets.UTF_8));
        return "duru-%s-%s-%s-%08x%s"
                .formatted(
                        key.project().owner(),
                        key.project().name(),
                        key.name(),
                        hash.getValue(),
                        end);
    }

    /** The image's reference: by digest, so that no tag that moves can change it. */
    String image(RegistryAccess.Registry registry) {
        return registry.address() + "/" + workload.repository() + "@" + workload.digest();
    }

    String container(int replica) {
        return container(String.valueOf(replica));
    }

    private String container(String end) {
        return name(
                instance, workload.id().environment(), "-r" + workload.id().release() + "-" + end);
    }

    boolean ownNetwork() {
        return workload.hosting().container().network().isEmpty();
    }

    boolean hostNetwork() {
        return workload.hosting().container().network().equals(Hosting.Container.HOST);
    }

    /** The network that Duru makes for an environment. */
    static String network(String instance, EnvironmentKey key) {
        return name(instance, key, "");
    }

    String volume(Hosting.Volume volume) {
        return name(instance, workload.id().environment(), "-" + volume.name());
    }

    /** Where the application listens inside; on the machine's own network the port is given. */
    int port(int free) {
        return hostNetwork() ? free : workload.hosting().container().port();
    }

    String publishedPort() {
        return workload.hosting().container().port() + "/tcp";
    }

    /**
     * A replica's container.
     *
     * @param image as the engine knows it
     * @param port where the application listens inside
     */
    ContainerSpec spec(int replica, String image, int port, EngineVersion.Kind engine) {
        ContainerSpec spec =
                common(container(replica), image, engine)
                        .label(REPLICA, String.valueOf(replica))
                        .environment("PORT", String.valueOf(port));
        if (hostNetwork()) {
            return spec.networkMode("host");
        }
        return spec.network(network(), List.of("r" + workload.id().release() + "-" + replica))
                .publish(publishedPort(), "127.0.0.1", "");
    }

    /** A task's container: all that a replica has, but the port and a name in the network. */
    ContainerSpec task(TaskOrder order, String image, EngineVersion.Kind engine) {
        List<String> words = order.command();
        ContainerSpec spec =
                common(container("task-" + order.name()), image, engine)
                        .label(TASK, order.name())
                        .entrypoint(words.subList(0, 1))
                        .command(words.subList(1, words.size()));
        return hostNetwork() ? spec.networkMode("host") : spec.network(network(), List.of());
    }

    private String network() {
        return ownNetwork()
                ? network(instance, workload.id().environment())
                : workload.hosting().container().network();
    }

    private ContainerSpec common(String name, String image, EngineVersion.Kind engine) {
        Hosting.Container how = workload.hosting().container();
        Hosting.Resources most = workload.hosting().resources();
        ContainerSpec spec =
                ContainerSpec.of(image)
                        .name(name)
                        .labels(labels(instance, workload.id()))
                        .label("dev.duru.version", workload.version())
                        .environment(workload.env())
                        .securityOption("no-new-privileges")
                        .readOnlyRoot(how.readOnly())
                        .logLimit(engine, LOG_MEGABYTES)
                        .restart("no", 0);
        if (most.memory() > 0) {
            spec.memoryBytes(most.memory()).memorySwapBytes(most.memory());
        }
        if (most.milliCpus() > 0) {
            spec.nanoCpus(most.milliCpus() * 1_000_000L);
        }
        if (most.pids() > 0) {
            spec.pidsLimit(most.pids());
        }
        if (how.readOnly()) {
            spec.tmpfs("/tmp", "rw,nosuid,nodev");
        }
        for (Hosting.Volume volume : how.volumes()) {
            spec.volume(volume(volume), volume.path(), volume.readOnly());
        }
        return spec;
    }
}

package dev.duru.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How replicas are housed: what they may use, and what the engine or the cluster needs to know.
 *
 * @param container for {@code runtime: container}
 * @param kubernetes for {@code runtime: kubernetes}
 */
public record Hosting(Resources resources, Container container, Kubernetes kubernetes) {
    /** What holds where duru.yml says nothing. */
    public static final Hosting STANDARD =
            new Hosting(Resources.UNLIMITED, Container.STANDARD, Kubernetes.STANDARD);

    /** The same with other host names in a cluster. */
    Hosting withHosts(List<String> names) {
        return new Hosting(
                resources,
                container,
                new Kubernetes(
                        kubernetes.namespace(),
                        kubernetes.port(),
                        kubernetes.autoscale(),
                        kubernetes.gateway(),
                        names,
                        kubernetes.own()));
    }

    /**
     * The most that one replica may use; 0 is no limit.
     *
     * @param memory in bytes
     * @param milliCpus in thousandths of a processor
     * @param pids processes and threads
     */
    public record Resources(long memory, int milliCpus, int pids) {
        public static final Resources UNLIMITED = new Resources(0, 0, 0);
    }

    /**
     * A container of the engine of Duru's machine.
     *
     * @param port where the application listens inside; it is told by {@code PORT}
     * @param network {@code ""} for one of the environment's own, {@code host} for the machine's,
     *     else a network that the engine has
     * @param readOnly whether the image's files cannot be changed; {@code /tmp} is in memory then
     */
    public record Container(int port, List<Volume> volumes, String network, boolean readOnly) {
        public static final int DEFAULT_PORT = 8080;
        public static final String HOST = "host";
        public static final Container STANDARD = new Container(DEFAULT_PORT, List.of(), "", false);

        public Container {
            volumes = List.copyOf(volumes);
        }
    }

    /**
     * A folder that outlives releases and is shared by the replicas of an environment.
     *
     * @param name within the environment
     * @param path where the application sees it, absolute
     */
    public record Volume(String name, String path, boolean readOnly) {}

    /**
     * Objects of a cluster.
     *
     * @param namespace {@code ""} for the one that the operator configured
     * @param port where the application listens inside; it is told by {@code PORT}
     * @param autoscale null for a fixed number of replicas
     * @param gateway the Gateway of the HTTPRoute, as {@code name} or {@code namespace/name};
     *     {@code ""} for none: then the environment is reached by its Service
     * @param hosts the host names of the HTTPRoute
     * @param own objects of the repository that are applied beside Duru's own; null for none
     */
    public record Kubernetes(
            String namespace,
            int port,
            @Nullable Autoscale autoscale,
            String gateway,
            List<String> hosts,
            @Nullable Own own) {
        public static final Kubernetes STANDARD =
                new Kubernetes("", Container.DEFAULT_PORT, null, "", List.of(), null);

        public Kubernetes {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * More replicas under load.
     *
     * @param most replicas; the least are the environment's {@code replicas}
     * @param cpu the use of the processors asked for that is aimed at, in percent
     */
    public record Autoscale(int most, int cpu) {}

    /** Objects that the repository itself describes; paths are relative to its root. */
    public sealed interface Own {
        /** A file or a folder of YAML files. */
        record Manifests(String path) implements Own {}

        /** A folder with a kustomization. */
        record Kustomize(String path) implements Own {}

        /**
         * A chart.
         *
         * @param values files of values, later ones over earlier ones
         */
        record Helm(String chart, List<String> values) implements Own {
            public Helm {
                values = List.copyOf(values);
            }
        }
    }
}

package dev.duru.app;

import dev.duru.containers.EngineSearch;
import dev.duru.delivery.Images;
import dev.duru.delivery.RepositoryFiles;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.Traffic;
import dev.duru.delivery.runtime.container.ContainerRuntime;
import dev.duru.delivery.runtime.kubernetes.Cluster;
import dev.duru.delivery.runtime.kubernetes.KubernetesRuntime;
import dev.duru.delivery.runtime.kubernetes.KubernetesSettings;
import dev.duru.delivery.runtime.kubernetes.KubernetesTraffic;
import dev.duru.delivery.runtime.process.ProcessRuntime;
import dev.duru.delivery.runtime.process.Sandbox;
import dev.duru.kernel.Lifecycle;
import dev.duru.manifest.Environment.RuntimeKind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where replicas may run with this configuration, and who then shares out their requests.
 *
 * @param traffic the edge, with the cluster before it where there is one
 */
record Runtimes(Map<RuntimeKind, Runtime> byKind, Traffic traffic) {
    private static final String OWN_CLUSTER = "cluster";

    static Runtimes of(
            Config config,
            DataFolder data,
            Lifecycle lifecycle,
            Images images,
            Traffic edge,
            Access access) {
        InstantSource clock = InstantSource.system();
        Map<RuntimeKind, Runtime> runtimes = new EnumMap<>(RuntimeKind.class);
        runtimes.put(
                RuntimeKind.PROCESS,
                new ProcessRuntime(data.root(), images, Sandbox.detect(), clock));
        runtimes.put(
                RuntimeKind.CONTAINER,
                lifecycle.add(
                        "containers",
                        new ContainerRuntime(
                                data.of("containers"),
                                new EngineSearch(config.containers().socket(), System.getenv()),
                                () -> access.puller().registry(access.local().get()),
                                clock)));
        String kubeconfig = config.kubernetes().kubeconfig();
        if (kubeconfig.isEmpty()) {
            return new Runtimes(runtimes, edge);
        }
        Cluster cluster =
                Cluster.of(
                        new KubernetesSettings(
                                kubeconfig.equals(OWN_CLUSTER) ? null : Path.of(kubeconfig),
                                config.kubernetes().namespace()));
        String named = config.kubernetes().registry();
        KubernetesRuntime pods =
                lifecycle.add(
                        "kubernetes",
                        new KubernetesRuntime(
                                data.of("kubernetes"),
                                cluster,
                                () ->
                                        access.puller()
                                                .registry(
                                                        named.isEmpty()
                                                                ? access.outside().get()
                                                                : named),
                                access.files(),
                                clock));
        runtimes.put(RuntimeKind.KUBERNETES, pods);
        return new Runtimes(runtimes, new KubernetesTraffic(pods, cluster, edge, clock));
    }

    /**
     * How Duru's own registry is reached, once it runs.
     *
     * @param local from this machine
     * @param outside from elsewhere
     * @param files of repositories, which may describe objects of a cluster
     */
    record Access(
            Puller puller,
            Supplier<String> local,
            Supplier<String> outside,
            RepositoryFiles files) {}
}

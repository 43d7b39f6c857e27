package dev.duru.delivery.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.RuntimeContract;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.TestImages;
import dev.duru.delivery.TestRegistry;
import dev.duru.delivery.TestRepository;
import dev.duru.delivery.Workload;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas in a real cluster: {@code make test-k8s}. Its account has the Role of docs/kubernetes.md
 * in {@code DURU_K8S_NAMESPACE} and nothing else; the nodes pull from a registry that the test
 * opens at {@code DURU_K8S_REGISTRY}.
 */
class KubernetesClusterTest extends RuntimeContract {
    @TempDir static Path shared;
    private static TestImages images;
    private static TestRegistry registry;
    @TempDir Path folder;
    private final TestRepository repository = new TestRepository();
    private KubernetesSettings settings;
    private String space;
    private KubernetesRuntime runtime;

    @BeforeAll
    static void openRegistry() {
        assumeTrue(
                System.getenv("DURU_K8S_KUBECONFIG") != null,
                "skipped: DURU_K8S_KUBECONFIG does not name a kubeconfig; see make test-k8s");
        String address = System.getenv().getOrDefault("DURU_K8S_REGISTRY", "127.0.0.1:15000");
        images = new TestImages(shared);
        registry =
                new TestRegistry(
                        images, Integer.parseInt(address.substring(address.indexOf(':') + 1)));
    }

    @BeforeEach
    void open() {
        space = System.getenv().getOrDefault("DURU_K8S_NAMESPACE", "default");
        settings = new KubernetesSettings(Path.of(System.getenv("DURU_K8S_KUBECONFIG")), space);
        restart();
    }

    @AfterEach
    void nothingIsLeftOver() {
        if (runtime == null) {
            return;
        }
        runtime.known().forEach(id -> awaitStopped(id, Duration.ZERO));
        runtime.close();
        try (Cluster cluster = Cluster.of(settings)) {
            Map<String, String> ours = Map.of("app.kubernetes.io/managed-by", "duru");
            List<Deployment> left =
                    cluster.ask(c ->
                            c.apps()
                                    .deployments()
                                    .inNamespace(space)
                                    .withLabels(ours)
                                    .list()
                                    .getItems());
            assertThat(left).isEmpty();
            // A ReplicaSet that is going may still make a pod, which goes with it.
            long deadline = System.nanoTime() + patience().toNanos();
            while (!cluster.pods(space, ours).isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(200_000_000L);
            }
            assertThat(cluster.pods(space, ours)).isEmpty();
        }
    }

    @AfterAll
    static void closeRegistry() {
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(4);
    }

    @Override
    protected Runtime runtime() {
        return runtime;
    }

    @Override
    protected void restart() {
        if (runtime != null) {
            runtime.close();
        }
        runtime =
                new KubernetesRuntime(
                        folder.resolve("data"),
                        Cluster.of(settings),
                        registry::access,
                        repository,
                        InstantSource.system());
    }

    @Override
    protected Hosting hosting() {
        return new Hosting(
                new Hosting.Resources(64L << 20, 50, 0),
                Hosting.Container.STANDARD,
                Hosting.Kubernetes.STANDARD);
    }

    @Override
    protected String healthy() {
        return images.busybox(TestImages.serving("/www"));
    }

    @Override
    protected String neverHealthy() {
        return images.busybox(TestImages.serving("/tmp"));
    }

    @Override
    protected String endsAtOnce() {
        return images.busybox("echo cannot find my database; exit 3");
    }

    @Test
    void aTaskRunsOnceAndTellsItsExitAndOutput() throws IOException {
        Workload workload = workload(33, healthy(), 1);
        TaskOrder order =
                new TaskOrder("release", List.of("/bin/sh", "-c", "echo $GREETING; exit 4"));
        TaskLook look = runtime.task(workload, order);
        long deadline = System.nanoTime() + patience().toNanos();
        while (look.state() == TaskLook.State.RUNNING) {
            assertThat(System.nanoTime()).as("%s", look).isLessThan(deadline);
            LockSupport.parkNanos(100_000_000L);
            look = runtime.task(workload, order);
        }
        assertThat(look.state()).as("%s", look).isEqualTo(TaskLook.State.ENDED);
        assertThat(look.exit()).isEqualTo(4);
        assertThat(Files.readString(runtime.taskOutput(workload.id(), "release").orElseThrow()))
                .isEqualTo("hello\n");
        restart();
        assertThat(runtime.task(workload, order)).isEqualTo(look);
    }

    @Test
    void anImageThatIsNotThereIsSaidToBeTheReason() {
        Workload workload = workload(31, "sha256:" + "0".repeat(64), 1);
        await(
                workload,
                all ->
                        all.getFirst().state() == Replica.State.STARTING
                                && all.getFirst().detail().contains("its image cannot be pulled"));
    }

    @Test
    void whatSomebodyChangedIsPutBackOnceAndIsThenAsTheClusterWritesIt() {
        Workload workload = workload(32, healthy(), 1);
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        Placement place = runtime.placement(workload.id()).orElseThrow();
        try (Cluster stranger = Cluster.of(settings)) {
            stranger.ask(c ->
                    c.apps()
                            .deployments()
                            .inNamespace(place.namespace())
                            .withName(place.release(32))
                            .edit(d -> {
                                d.getSpec().setReplicas(2);
                                return d;
                            }));
        }
        await(
                workload,
                all ->
                        runtime.events(workload.id()).stream()
                                .anyMatch(e -> e.text().contains("spec.replicas is 2 and not 1")));
        long told =
                runtime.events(workload.id()).stream()
                        .filter(e -> e.text().endsWith("put back"))
                        .count();
        assertThat(told).isEqualTo(1);
    }
}

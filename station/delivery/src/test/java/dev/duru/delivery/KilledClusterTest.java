package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.delivery.runtime.kubernetes.Cluster;
import dev.duru.delivery.runtime.kubernetes.KubernetesSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The same with replicas in a real cluster ({@code make test-k8s}), whose Service the visitors ask.
 * There bad releases are those that never get ready, and no visitor may meet any failure.
 */
class KilledClusterTest extends KilledStationTest {
    private static final Map<String, String> OURS = Map.of("app.kubernetes.io/managed-by", "duru");
    private static final List<String> ROLLOUTS =
            List.of(
                    "{ canary: [50%, 100%], every: 1s }",
                    "{ rolling: { surge: 1 }, every: 1s }",
                    "{ blueGreen: { preview: 1s }, every: 1s }",
                    "{ rolling: { surge: 0, unavailable: 1 }, every: 1s }");

    private TestRegistry registry;
    private KubernetesSettings settings;

    /** Each strategy at least once; {@code recreate} stops what serves, and is not among them. */
    @Override
    int kills() {
        return Integer.getInteger("duru.kills", 6);
    }

    @Override
    String manifest(int turn) {
        return """
        package: { health: { path: /healthz, timeout: 30s } }
        environments:
          production:
            from: main
            drain: 4s
            replicas: 2
            runtime: kubernetes
            rollout: ROLLOUT
        """
                .replace("ROLLOUT", ROLLOUTS.get(turn % ROLLOUTS.size()));
    }

    @Override
    boolean badOnesServe() {
        return false;
    }

    @Override
    Duration longestWay() {
        return Duration.ofSeconds(12);
    }

    @Override
    Duration patience() {
        return Duration.ofSeconds(150);
    }

    @Override
    String image(TestImages images, int n, boolean good) {
        return images.busybox(
                "echo release "
                        + n
                        + "; echo $GIT_REV > /www/index.html; "
                        + "httpd -p $PORT -h "
                        + (good ? "/www" : "/tmp")
                        + "; trap 'sleep 3; exit 0' TERM; while :; do sleep 1 & wait $!; done");
    }

    @Override
    void prepare(TestImages images) throws IOException {
        String kubeconfig = System.getenv("DURU_K8S_KUBECONFIG");
        assumeTrue(
                kubeconfig != null,
                "skipped: DURU_K8S_KUBECONFIG does not name a kubeconfig; see make test-k8s");
        String address = System.getenv().getOrDefault("DURU_K8S_REGISTRY", "127.0.0.1:15000");
        String space = System.getenv().getOrDefault("DURU_K8S_NAMESPACE", "default");
        registry =
                new TestRegistry(
                        images, Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        settings = new KubernetesSettings(Path.of(kubeconfig), space);
        TestHouse.useCluster(folder, Path.of(kubeconfig), space, address);
    }

    /** By the address of the environment's Service, which the machine of a node reaches. */
    @Override
    TestClient visitors(int edge) {
        try (Cluster cluster = Cluster.of(settings)) {
            String address =
                    cluster
                            .ask(c ->
                                    c.services()
                                            .inNamespace(settings.namespace())
                                            .withLabels(OURS)
                                            .withoutLabel("dev.duru/release")
                                            .list()
                                            .getItems())
                            .stream()
                            .map(service -> service.getSpec().getClusterIP())
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow();
            return new TestClient(address, 80, TestHouse.environment("production"));
        }
    }

    @Override
    void tidy() {
        try (Cluster cluster = Cluster.of(settings)) {
            assertThat(cluster.pods(settings.namespace(), OURS)).isEmpty();
        } finally {
            registry.close();
        }
    }
}

package dev.duru.delivery.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.RuntimeContract;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.TestRepository;
import dev.duru.delivery.Traffic;
import dev.duru.delivery.Workload;
import dev.duru.manifest.EdgeSettings;
import dev.duru.manifest.Hosting;
import dev.duru.yaml.Position;
import io.fabric8.kubernetes.api.model.FieldsV1Builder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas in fabric8's mock server, which plays a cluster of 1.20. */
class KubernetesRuntimeTest extends RuntimeContract {
    static final String HEALTHY = "sha256:" + "1".repeat(64);
    static final String NEVER = "sha256:" + "2".repeat(64);
    static final String ENDS = "sha256:" + "3".repeat(64);
    private static final String SPACE = "shops";

    private static final String MAP =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map }\ndata: { a: b }";
    private static final String WORKER =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: worker, annotations: { dev.duru/serves: "false" } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: worker } }
              template:
                metadata: { labels: { app: worker } }
                spec: { containers: [{ name: worker, image: shop }] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, annotations: { dev.duru/serves: "true" } }
            spec:
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec: { containers: [{ name: app, image: shop }] }
            """;

    @TempDir Path folder;
    private MockCluster mock;
    private MockNode node;
    private Cluster cluster;
    private final TestRepository repository = new TestRepository();
    private KubernetesRuntime runtime;

    @BeforeEach
    void open() {
        mock = new MockCluster(MockCluster.OF_1_20);
        node = new MockNode(mock);
        restart();
    }

    @AfterEach
    void nothingIsLeftOver() {
        runtime.known().forEach(id -> awaitStopped(id, Duration.ZERO));
        KubernetesClient client = mock.client();
        long deadline = System.nanoTime() + patience().toNanos();
        while (!client.pods().inAnyNamespace().list().getItems().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000L);
        }
        assertThat(client.apps().deployments().inAnyNamespace().list().getItems()).isEmpty();
        assertThat(client.batch().v1().jobs().inAnyNamespace().list().getItems()).isEmpty();
        assertThat(client.services().inAnyNamespace().list().getItems()).isEmpty();
        assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
        assertThat(client.configMaps().inAnyNamespace().list().getItems()).isEmpty();
        runtime.close();
        node.close();
        mock.close();
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
        cluster = new Cluster(mock::connect, SPACE);
        runtime =
                new KubernetesRuntime(
                        folder,
                        cluster,
                        () -> new RegistryAccess.Registry("registry:5000", true, "duru", "word"),
                        repository,
                        InstantSource.system());
    }

    @Override
    protected String healthy() {
        return HEALTHY;
    }

    @Override
    protected String neverHealthy() {
        return NEVER;
    }

    @Override
    protected String endsAtOnce() {
        return ENDS;
    }

    private Workload up(long release, int replicas) {
        Workload workload = workload(release, HEALTHY, replicas);
        await(workload, all -> all.size() == replicas && all.stream().allMatch(Replica::healthy));
        return workload;
    }

    @Test
    void whatSomebodyChangedIsToldAndPutBack() {
        Workload workload = up(21, 1);
        String name = runtime.placement(workload.id()).orElseThrow().release(21);
        scaled(name, 2);
        await(workload, all -> replicas(name) == 1);
        assertThat(runtime.events(workload.id()))
                .anySatisfy(event ->
                        assertThat(event.about() + " " + event.text())
                                .isEqualTo(
                                        "Deployment "
                                                + name
                                                + " spec.replicas is 2 and not 1 (changed by"
                                                + " kubectl-scale); put back"));
    }

    @Test
    void whatSomebodyChangedIsLeftWhereItIsToBeReported() {
        Workload workload = leaving(up(26, 1));
        String name = runtime.placement(workload.id()).orElseThrow().release(26);
        scaled(name, 3);
        restart();
        await(workload, all -> !runtime.changes(workload.id()).isEmpty());
        assertThat(runtime.changes(workload.id()))
                .singleElement()
                .isEqualTo(
                        new Runtime.Change(
                                "Deployment " + name + ": spec.replicas is 3 and not 1",
                                "kubectl-scale",
                                Instant.parse("2026-05-01T10:00:00Z"),
                                false));
        assertThat(replicas(name)).isEqualTo(3);
        runtime.putBack(workload.id());
        await(workload, all -> replicas(name) == 1);
        assertThat(runtime.changes(workload.id()))
                .singleElement()
                .satisfies(change -> assertThat(change.putBack()).isTrue());
    }

    /** Somebody scales it; then the cluster itself writes something else. */
    private void scaled(String name, int replicas) {
        deployment(name)
                .edit(d -> {
                    d.getSpec().setReplicas(replicas);
                    d.getMetadata()
                            .setManagedFields(
                                    List.of(
                                            wrote(
                                                    "kubectl-scale",
                                                    "2026-05-01T10:00:00Z",
                                                    "f:spec",
                                                    "f:replicas"),
                                            wrote(
                                                    "kube-controller-manager",
                                                    "2026-05-01T10:00:01Z",
                                                    "f:metadata",
                                                    "f:annotations")));
                    return d;
                });
    }

    private static ManagedFieldsEntry wrote(String who, String at, String outer, String inner) {
        return new ManagedFieldsEntryBuilder()
                .withManager(who)
                .withOperation("Update")
                .withTime(at)
                .withFieldsV1(
                        new FieldsV1Builder()
                                .addToAdditionalProperties(outer, Map.of(inner, Map.of()))
                                .build())
                .build();
    }

    private RollableScalableResource<Deployment> deployment(String name) {
        return mock.client().apps().deployments().inNamespace(SPACE).withName(name);
    }

    private int replicas(String name) {
        return deployment(name).get().getSpec().getReplicas();
    }

    private static Workload leaving(Workload workload) {
        return like(workload, workload.hosting(), true);
    }

    private static Workload like(Workload workload, Hosting hosting, boolean leaving) {
        return new Workload(
                workload.id(),
                workload.repository(),
                workload.digest(),
                workload.version(),
                workload.replicas(),
                workload.env(),
                workload.secrets(),
                workload.healthPath(),
                workload.startTimeout(),
                workload.drain(),
                hosting,
                leaving);
    }

    @Test
    void whatSomebodyDeletedIsMadeAgain() {
        Workload workload = up(22, 1);
        String name = runtime.placement(workload.id()).orElseThrow().release(22);
        mock.client().services().inNamespace(SPACE).withName(name).delete();
        await(
                workload,
                all -> mock.client().services().inNamespace(SPACE).withName(name).get() != null);
        assertThat(runtime.events(workload.id()))
                .anySatisfy(event -> assertThat(event.text()).contains("made again"));
    }

    @Test
    void theNextDuruKnowsWhereReplicasAreBeforeItAsksForAny() {
        Workload workload = workload(20, HEALTHY, 2);
        List<Replica> before = await(workload, all -> all.stream().allMatch(Replica::healthy));
        restart();
        assertThat(runtime.replicas(workload.id())).isEqualTo(before);
    }

    @Test
    void whatIsAsItShouldBeIsNotSentAgain() {
        Workload workload = up(23, 1);
        Map<String, Integer> before = Map.copyOf(mock.applied);
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        restart();
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        assertThat(mock.applied).isEqualTo(before);
    }

    @Test
    void whileOneReleaseHasAllTheServiceSelectsItAndWhileTwoShareMarkedPods() {
        Workload old = up(24, 3);
        Workload next = up(25, 3);
        KubernetesTraffic traffic =
                new KubernetesTraffic(runtime, cluster, new Elsewhere(), InstantSource.system());
        EnvironmentKey environment = old.id().environment();
        Placement place = runtime.placement(old.id()).orElseThrow();
        traffic.route(environment, routing(share(old, 100), share(next, 0)));
        assertThat(service(place).getSpec().getSelector())
                .containsEntry(Placement.RELEASE, "24")
                .doesNotContainKey(Placement.SERVING);
        traffic.route(environment, routing(share(old, 75), share(next, 25)));
        assertThat(service(place).getSpec().getSelector())
                .containsEntry(Placement.SERVING, "true")
                .doesNotContainKey(Placement.RELEASE);
        assertThat(serving(place)).containsExactlyInAnyOrder("24", "24", "24", "25");
        traffic.route(environment, routing(share(next, 100), share(old, 0)));
        assertThat(service(place).getSpec().getSelector()).containsEntry(Placement.RELEASE, "25");
        assertThat(traffic.address(environment))
                .isEqualTo(URI.create("http://" + place.base() + ".shops.svc/"));
    }

    @Test
    void aTaskRunsOnceAsAJobAndTellsItsExitAndOutputAlsoToTheNextDuru() throws IOException {
        Workload workload = workload(27, HEALTHY, 2);
        TaskOrder order = new TaskOrder("release", List.of("/bin/sh", "-c", "migrate; exit 4"));
        TaskLook look = end(workload, order);
        assertThat(look.state()).isEqualTo(TaskLook.State.ENDED);
        assertThat(look.exit()).isEqualTo(4);
        assertThat(look.detail()).contains("migrate; exit 4");
        assertThat(Files.readString(runtime.taskOutput(workload.id(), "release").orElseThrow()))
                .isEqualTo("/bin/sh -c migrate; exit 4\n");
        assertThat(runtime.replicas(workload.id())).isEmpty();
        restart();
        assertThat(end(workload, new TaskOrder("release", List.of()))).isEqualTo(look);
        assertThat(mock.applied.get("Job")).isEqualTo(1);
    }

    @Test
    void aTaskThatIsStoppedOrNeverBeganIsLost() {
        Workload workload = workload(28, HEALTHY, 1);
        assertThat(runtime.task(workload, new TaskOrder("1", List.of())).state())
                .isEqualTo(TaskLook.State.LOST);
        TaskOrder order = new TaskOrder("2", List.of("sleep"));
        assertThat(runtime.task(workload, order).state()).isEqualTo(TaskLook.State.RUNNING);
        restart();
        assertThat(runtime.task(workload, new TaskOrder("2", List.of())).state())
                .isEqualTo(TaskLook.State.RUNNING);
        runtime.stopTask(workload.id(), "2");
        assertThat(end(workload, order).state()).isEqualTo(TaskLook.State.LOST);
    }

    private static Workload with(Workload workload, Hosting.Own own) {
        Hosting.Kubernetes plain = workload.hosting().kubernetes();
        Hosting hosting =
                new Hosting(
                        workload.hosting().resources(),
                        workload.hosting().container(),
                        new Hosting.Kubernetes(
                                plain.namespace(), plain.port(), null, "", List.of(), own));
        return like(workload, hosting, false);
    }

    @Test
    void objectsOfTheRepositoryAreAppliedWatchedMendedAndGoWithWhoeverNamedThem() {
        repository
                .with("one/map.yaml", MAP)
                .with("one/worker.yaml", WORKER)
                .with("two/worker.yaml", WORKER);
        Workload one = with(workload(29, HEALTHY, 1), new Hosting.Own.Manifests("one"));
        node.holdBack("worker");
        await(one, all -> all.getFirst().detail().contains("Deployment worker: 0 of 1"));
        assertThat(runtime.replicas(one.id()).getFirst().state()).isEqualTo(Replica.State.STARTING);
        node.holdBack("");
        await(one, all -> all.stream().allMatch(Replica::healthy));
        KubernetesClient client = mock.client();
        PodSpec pod = deployment("worker").get().getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().getFirst().getImage())
                .isEqualTo("registry:5000/team/shop@" + HEALTHY);
        client.configMaps()
                .inNamespace(SPACE)
                .withName("map")
                .edit(map -> {
                    map.getData().put("a", "c");
                    return map;
                });
        await(
                one,
                all ->
                        runtime.events(one.id()).stream()
                                .anyMatch(e -> e.text().startsWith("data.a is c and not b")));
        Workload two = with(workload(30, HEALTHY, 1), new Hosting.Own.Manifests("two"));
        await(two, all -> all.stream().allMatch(Replica::healthy));
        await(one, all -> all.stream().allMatch(Replica::healthy));
        assertThat(client.configMaps().inNamespace(SPACE).withName("map").get()).isNull();
        awaitStopped(two.id(), Duration.ZERO);
        await(one, all -> client.configMaps().inNamespace(SPACE).withName("map").get() != null);
    }

    /** For those who read metrics. */
    @Test
    void podsTellOfTheirAnnotationsAndPorts() {
        repository.with(
                "told/web.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web }
                spec:
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata:
                      labels: { app: web }
                      annotations: { prometheus.io/scrape: "true", prometheus.io/port: "9102", other.io/a: b }
                    spec:
                      containers:
                        - { name: app, image: shop, ports: [{ name: http, containerPort: 8080 }] }
                        - { name: proxy, image: envoy, ports: [{ name: proxy-metrics, containerPort: 9901 }] }
                """);
        Workload told = with(workload(39, HEALTHY, 1), new Hosting.Own.Manifests("told"));
        await(told, all -> all.size() == 1 && all.getFirst().healthy());
        assertThat(runtime.replicas(told.id()).getFirst().told())
                .isEqualTo(
                        new Replica.Told(
                                Map.of(
                                        "prometheus.io/scrape",
                                        "true",
                                        "prometheus.io/port",
                                        "9102"),
                                Map.of("http", 8080, "proxy-metrics", 9901)));
    }

    private TaskLook end(Workload workload, TaskOrder order) {
        TaskLook look = runtime.task(workload, order);
        long deadline = System.nanoTime() + patience().toNanos();
        while (look.state() == TaskLook.State.RUNNING && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000_000L);
            look = runtime.task(workload, order);
        }
        return look;
    }

    @Test
    void releasesThatRunElsewhereAreHandedOn() {
        Elsewhere elsewhere = new Elsewhere();
        KubernetesTraffic traffic =
                new KubernetesTraffic(runtime, cluster, elsewhere, InstantSource.system());
        Workload stranger = workload(26, HEALTHY, 1);
        traffic.route(stranger.id().environment(), routing(share(stranger, 100)));
        assertThat(elsewhere.routed).containsExactly(share(stranger, 100));
        assertThat(traffic.inFlight(stranger.id())).isEqualTo(7);
    }

    private static Traffic.Routing routing(Traffic.Share... shares) {
        return new Traffic.Routing(
                List.of(shares), EdgeSettings.none(Position.startOf("duru.yml")), null, null, 0);
    }

    private static Traffic.Share share(Workload workload, int weight) {
        return new Traffic.Share(workload.id(), workload.version(), weight, List.of());
    }

    private Service service(Placement place) {
        return mock.client().services().inNamespace(SPACE).withName(place.base()).get();
    }

    private List<String> serving(Placement place) {
        return mock
                .client()
                .pods()
                .inNamespace(SPACE)
                .withLabels(Map.of(Placement.SERVING, "true"))
                .list()
                .getItems()
                .stream()
                .map((Pod pod) -> pod.getMetadata().getLabels().get(Placement.RELEASE))
                .toList();
    }
}

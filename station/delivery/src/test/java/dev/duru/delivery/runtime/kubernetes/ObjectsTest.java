package dev.duru.delivery.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.RegistryAccess.Registry;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectsTest {
    private static final Apis OLD = new Apis("autoscaling/v1", "policy/v1beta1", "");
    private static final Apis TODAY =
            new Apis("autoscaling/v2", "policy/v1", "gateway.networking.k8s.io/v1");
    private static final Placement PLACE =
            new Placement(
                    "house-1",
                    new EnvironmentKey(ProjectName.parse("team/shop"), "production"),
                    "shops");

    private static Objects objects(Apis apis) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("LEVEL", "debug");
        env.put("TOKEN", "very-secret-value");
        return new Objects(
                PLACE,
                new Workload(
                        new WorkloadId(PLACE.environment(), 12),
                        "team/shop",
                        "sha256:" + "a".repeat(64),
                        "abcdef012345",
                        2,
                        env,
                        Set.of("TOKEN"),
                        "/healthz",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        new Hosting(
                                new Hosting.Resources(256L << 20, 500, 0),
                                Hosting.Container.STANDARD,
                                new Hosting.Kubernetes(
                                        "",
                                        9000,
                                        new Hosting.Autoscale(10, 60),
                                        "infra/public",
                                        List.of("shop.example.org"),
                                        null))),
                new Scale(2, false),
                new Registry("registry.example.org", false, "duru", "word"),
                apis,
                OwnObjects.NONE);
    }

    private static String yaml(List<? extends HasMetadata> objects) {
        return objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ObjectsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatAClusterOf120IsSentIsThis() throws IOException {
        assertThat(yaml(objects(OLD).all())).isEqualTo(golden("release-1.20.yaml"));
    }

    @Test
    void whatTodaysClusterIsSentIsThis() throws IOException {
        Objects objects = objects(TODAY);
        Map<Long, Integer> weights = new LinkedHashMap<>();
        weights.put(11L, 90);
        weights.put(12L, 10);
        assertThat(
                        yaml(objects.all())
                                + yaml(
                                        List.of(
                                                Objects.entrance(PLACE, 12, 9000),
                                                Objects.route(
                                                        PLACE,
                                                        objects.workload().hosting().kubernetes(),
                                                        weights,
                                                        TODAY))))
                .isEqualTo(golden("release-today.yaml"));
    }

    @Test
    void askingForFewerTakesNoneAwayAndWhatIsShrunkIsNotScaledByTheCluster() {
        Scale three = Scale.NONE.atLeast(3);
        assertThat(three.atLeast(1)).isEqualTo(three);
        Scale one = Scale.of(three.shrunk(1).toString());
        assertThat(one).isEqualTo(new Scale(1, true));
        assertThat(one.atLeast(1)).isEqualTo(one);
        assertThat(one.atLeast(2)).isEqualTo(new Scale(2, false));
        Objects all = objects(TODAY);
        Objects leaving =
                new Objects(
                        all.place(), all.workload(), one, all.registry(), all.apis(), all.own());
        assertThat(leaving.all())
                .extracting(HasMetadata::getKind)
                .doesNotContain("HorizontalPodAutoscaler");
        assertThat(leaving.deployment().getSpec().getReplicas()).isEqualTo(1);
        assertThat(all.deployment().getSpec().getReplicas()).isNull();
    }

    @Test
    void theSecretIsInNothingButTheSecret() {
        for (HasMetadata object : objects(TODAY).all()) {
            if (!object.getKind().equals("Secret")) {
                assertThat(Serialization.asYaml(object)).doesNotContain("very-secret-value");
            }
        }
    }

    @Test
    void namesFitAndKeepThoseApartThatReadTheSame() {
        String longest = "a".repeat(60);
        Placement one =
                new Placement("i", new EnvironmentKey(ProjectName.parse("o/" + longest), "e"), "n");
        Placement other =
                new Placement("i", new EnvironmentKey(ProjectName.parse("p/" + longest), "e"), "n");
        assertThat(one.release(123_456)).hasSizeLessThanOrEqualTo(63).matches("[a-z][a-z0-9-]*");
        assertThat(one.base()).isNotEqualTo(other.base());
        assertThat(
                        new Placement(
                                        "i",
                                        new EnvironmentKey(ProjectName.parse("o/9_shop.x"), "e"),
                                        "n")
                                .base())
                .startsWith("shop-x-e-");
    }

    @Test
    void fieldsThatDuruDoesNotSayAreNobodysDrift() {
        Deployment wanted = objects(OLD).deployment();
        Deployment live = Serialization.clone(wanted);
        live.getMetadata().setUid("1");
        live.getSpec().setPaused(false);
        live.getSpec().getTemplate().getSpec().setDnsPolicy("ClusterFirst");
        live.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .getLimits()
                .put("memory", new io.fabric8.kubernetes.api.model.Quantity("256Mi"));
        assertThat(Drift.of(wanted, live)).isEmpty();
        live.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("other");
        assertThat(Drift.of(wanted, live))
                .containsExactly(
                        "spec.template.spec.containers[app].image is other and not"
                                + " registry.example.org/team/shop@sha256:"
                                + "a".repeat(64));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/1 nodes: too little memory'}]} | STARTING | no node takes it (Unschedulable): 0/1 nodes: too little memory
                    {containerStatuses: [{name: app, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling x'}}}]} | STARTING | its image cannot be pulled (ImagePullBackOff): Back-off pulling x
                    {containerStatuses: [{name: app, restartCount: 5, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 3}}}]} | DEAD | it ends again and again (CrashLoopBackOff); it ended with exit code 3
                    {containerStatuses: [{name: app, restartCount: 1, state: {terminated: {exitCode: 137, reason: OOMKilled}}}]} | DEAD | it was ended because it took more memory than it may (exit code 137)
                    {containerStatuses: [{name: app, restartCount: 0, state: {waiting: {reason: CreateContainerConfigError, message: 'secret x not found'}}}]} | STARTING | its container waits (CreateContainerConfigError): secret x not found
                    {containerStatuses: [{name: app, restartCount: 0, state: {running: {}}}], conditions: [{type: Ready, status: 'False'}]} | STARTING | it runs, and its readiness probe has not succeeded
                    """)
    void whyAPodIsNotReadyIsSaid(String status, Replica.State state, String reason) {
        Pod pod =
                Serialization.unmarshal(
                        "---\n{apiVersion: v1, kind: Pod, metadata: {name: p}, status: "
                                + status
                                + "}",
                        Pod.class);
        PodSight sight = PodSight.of(pod);
        assertThat(sight.state()).isEqualTo(state);
        assertThat(sight.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 90, 2, 2, 1, 2",
        "25, 75, 3, 3, 1, 3",
        "50, 50, 3, 3, 3, 3",
        "10, 90, 3, 9, 1, 9",
        "90, 10, 4, 4, 4, 1",
        "50, 50, 0, 3, 0, 3",
    })
    void podsThatServeComeAsCloseToTheSharesAsTheirNumberAllows(
            int first, int second, int readyFirst, int readySecond, int a, int b) {
        assertThat(PodShares.of(List.of(first, second), List.of(readyFirst, readySecond)))
                .containsExactly(a, b);
    }

    @Test
    void aDeploymentThatCanMakeNoPodSaysWhy() {
        Deployment deployment =
                Serialization.unmarshal(
                        """
                        ---
                        {apiVersion: apps/v1, kind: Deployment, metadata: {name: d, generation: 2},
                         status: {observedGeneration: 2, conditions: [{type: ReplicaFailure, status: 'True',
                           reason: FailedCreate, message: 'exceeded quota: small'}]}}
                        """,
                        Deployment.class);
        assertThat(KubernetesWorkload.reason(deployment))
                .isEqualTo("no pod can be made (FailedCreate): exceeded quota: small");
        deployment.getMetadata().setGeneration(3L);
        assertThat(KubernetesWorkload.reason(deployment)).contains("has not looked");
    }
}

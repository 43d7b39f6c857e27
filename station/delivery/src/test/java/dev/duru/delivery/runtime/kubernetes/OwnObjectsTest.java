package dev.duru.delivery.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.TestRepository;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects of the repository: written out, with the release's image in them. */
class OwnObjectsTest {
    private static final Placement PLACE =
            new Placement(
                    "house-1",
                    new EnvironmentKey(ProjectName.parse("team/shop"), "production"),
                    "shops");
    private static final OwnObjects.Image IMAGE =
            new OwnObjects.Image("registry:5000/team/shop@sha256:abc", "pull");
    private static final String WEB =
            """
            ---
            # k8s/web.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, annotations: { dev.duru/serves: "true" } }
            spec:
              replicas: 9
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  serviceAccountName: web
                  containers:
                    - { name: sidecar, image: "example.org/team/other:1" }
                    - { name: main, image: "example.org/team/shop:latest" }
            """;
    private static final String WORKER =
            """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: worker, namespace: shops }
            spec:
              selector: { matchLabels: { app: worker } }
              template:
                metadata: { labels: { app: worker } }
                spec: { containers: [{ name: worker, image: shop }] }
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: nightly, labels: { app: nightly } }
            spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: c, image: team/shop }] } } } } }
            ---
            # only a comment
            """;

    @TempDir Path folder;

    private static Workload workload(Hosting.Own own) {
        return new Workload(
                new WorkloadId(PLACE.environment(), 12),
                "team/shop",
                "sha256:abc",
                "abcdef012345",
                2,
                Map.of("GIT_REV", "abcdef0123456789"),
                Set.of(),
                "/healthz",
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                new Hosting(
                        Hosting.Resources.UNLIMITED,
                        Hosting.Container.STANDARD,
                        new Hosting.Kubernetes("", 8080, null, "", List.of(), own)));
    }

    private static OwnObjects read(String yaml) {
        return OwnObjects.of(
                yaml,
                workload(new Hosting.Own.Manifests("k8s")),
                PLACE,
                IMAGE,
                (version, kind) -> !kind.equals("Namespace"));
    }

    private static String yaml(List<? extends HasMetadata> objects) {
        return objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
    }

    @Test
    void theImageIsPutInAndOneDeploymentIsTheReleasesPattern() {
        OwnObjects own = read(WEB + WORKER);
        assertThat(own.served().getMetadata().getName()).isEqualTo("web");
        assertThat(own.container()).isEqualTo("main");
        assertThat(own.beside())
                .extracting(object -> object.getKind() + " " + object.getMetadata().getName())
                .containsExactly("Deployment worker", "CronJob nightly");
        assertThat(own.beside())
                .allSatisfy(object -> {
                    assertThat(object.getMetadata().getNamespace()).isEqualTo("shops");
                    assertThat(object.getMetadata().getLabels())
                            .containsAllEntriesOf(PLACE.labels());
                    assertThat(Serialization.asYaml(object))
                            .contains("image: \"registry:5000/team/shop@sha256:abc\"")
                            .contains("name: \"pull\"");
                });
        assertThat(own.beside().get(1).getMetadata().getLabels()).containsEntry("app", "nightly");
    }

    @Test
    void theReleasesPodsAreThoseOfThePatternWithWhatOnlyDuruKnows() {
        OwnObjects own = read(WEB);
        Objects objects =
                new Objects(
                        PLACE,
                        workload(new Hosting.Own.Manifests("k8s")),
                        new Scale(2, false),
                        new dev.duru.delivery.RegistryAccess.Registry(
                                "registry:5000", true, "", ""),
                        new Apis("autoscaling/v1", "policy/v1beta1", ""),
                        own);
        String text = yaml(List.of(objects.deployment()));
        assertThat(objects.deployment().getSpec().getReplicas()).isEqualTo(2);
        assertThat(objects.deployment().getSpec().getSelector().getMatchLabels())
                .isEqualTo(PLACE.labels(12));
        assertThat(text)
                .contains("serviceAccountName: \"web\"")
                .contains("app: \"web\"")
                .contains("dev.duru/release: \"12\"")
                .contains("kubectl.kubernetes.io/default-container: \"main\"")
                .contains("image: \"example.org/team/other:1\"")
                .contains("path: \"/healthz\"");
    }

    @Test
    void withoutTheProjectsImageDuruMakesItsOwnDeployment() {
        OwnObjects own =
                read("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { b: c }");
        assertThat(own.served()).isNull();
        assertThat(own.beside()).hasSize(1);
    }

    @Test
    void whatCannotBeAppliedIsSaidWithItsMend() {
        assertThatThrownBy(() -> read("apiVersion: v1\nkind: Namespace\nmetadata: { name: x }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Namespace x")
                .hasMessageContaining("belongs to no namespace");
        assertThatThrownBy(() -> read(WORKER.replace("namespace: shops", "namespace: other")))
                .hasMessageContaining("remove `namespace:`");
        assertThatThrownBy(() -> read(WEB.replace("serves: \"true\"", "x: \"y\"") + WORKER))
                .hasMessageContaining("web, worker")
                .hasMessageContaining("dev.duru/serves");
        assertThatThrownBy(() -> read("---\n# k8s/odd.yaml\nkind: ConfigMap"))
                .hasMessageContaining("k8s/odd.yaml")
                .hasMessageContaining("apiVersion");
        assertThatThrownBy(() -> read("---\n# k8s/bad.yaml\na: [b"))
                .hasMessageContaining("k8s/bad.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "shop, true",
        "shop:1.2, true",
        "team/shop, true",
        "team/shop@sha256:00, true",
        "localhost:5000/team/shop:a, true",
        "example.org/shop, true",
        "example.org/other/shop, false",
        "shopping, false",
        "team/shop/worker, false",
    })
    void anImageIsTheProjectsByItsName(String image, boolean own) {
        assertThat(OwnObjects.ofProject(image, workload(new Hosting.Own.Manifests("k8s"))))
                .isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {kind: Deployment, metadata: {name: w, generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 2, updatedReplicas: 2, availableReplicas: 1}} | Deployment w: 1 of 2 pods are ready
                    {kind: Deployment, metadata: {name: w, generation: 2}, status: {observedGeneration: 1, updatedReplicas: 1, availableReplicas: 1}} | Deployment w: the cluster has not looked at it yet
                    {kind: Deployment, metadata: {name: w}, status: {updatedReplicas: 1, availableReplicas: 1}} | ''
                    {kind: StatefulSet, metadata: {name: w}, spec: {replicas: 1}} | StatefulSet w: 0 of 1 pods are ready
                    {kind: DaemonSet, metadata: {name: w}, status: {desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 3}} | ''
                    {kind: Job, metadata: {name: w}, status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: too often}]}} | Job w has not succeeded (BackoffLimitExceeded): too often
                    {kind: Job, metadata: {name: w}, status: {succeeded: 1}} | ''
                    {kind: ConfigMap, metadata: {name: w}} | ''
                    """)
    void whatAnObjectStillLacksIsSaid(String object, String lacks) {
        HasMetadata live =
                Serialization.unmarshal(
                        "---\n" + object.replaceFirst("\\{", "{apiVersion: any/v1, "),
                        io.fabric8.kubernetes.api.model.GenericKubernetesResource.class);
        assertThat(OwnObjects.unready(live)).isEqualTo(lacks);
    }

    private OwnFiles files(TestRepository repository, String path) {
        return new OwnFiles(repository, folder.resolve("scratch"), path);
    }

    private static String write(OwnFiles files, Hosting.Own own) {
        return files.yaml(workload(own), own, "shops");
    }

    @Test
    void manifestsAreAFileOrAllFilesOfAFolderInOrder() {
        TestRepository repository =
                new TestRepository()
                        .with("k8s/b.yml", "kind: B")
                        .with("k8s/a/a.yaml", "kind: A")
                        .with("k8s/notes.md", "no object")
                        .with("other.yaml", "kind: C");
        OwnFiles files = files(repository, "");
        assertThat(write(files, new Hosting.Own.Manifests("k8s")))
                .isEqualTo("---\n# k8s/a/a.yaml\nkind: A\n---\n# k8s/b.yml\nkind: B\n");
        assertThat(write(files, new Hosting.Own.Manifests("other.yaml"))).endsWith("kind: C\n");
        assertThatThrownBy(() -> write(files, new Hosting.Own.Manifests("gone")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is no `gone`");
    }

    @Test
    void aKustomizationIsWrittenOutWithItsBase() {
        String path = System.getenv("PATH");
        assumeTrue(
                java.util.stream.Stream.of(path.split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl"))),
                "skipped: kubectl is missing");
        TestRepository repository =
                new TestRepository()
                        .with("deploy/base/kustomization.yaml", "resources: [map.yaml]")
                        .with(
                                "deploy/base/map.yaml",
                                "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map }\ndata: { a: b }")
                        .with(
                                "deploy/production/kustomization.yaml",
                                "resources: [../base]\nnamePrefix: big-");
        assertThat(write(files(repository, path), new Hosting.Own.Kustomize("deploy/production")))
                .contains("name: big-map");
        repository.with("deploy/production/kustomization.yaml", "resources: [../gone]");
        assertThatThrownBy(() ->
                        write(
                                files(repository, path),
                                new Hosting.Own.Kustomize("deploy/production")))
                .hasMessageContaining("`kubectl kustomize deploy/production` failed")
                .hasMessageContaining("gone");
    }

    /** helm itself cannot be had everywhere: a program in its place checks what it is told. */
    @Test
    void aChartIsWrittenOutByHelmWithItsValues() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path helm = programs.resolve("helm");
        Files.writeString(
                helm,
                """
                #!/bin/sh
                [ "$*" = "template shop charts/shop --namespace shops --values a.yaml --values b.yaml" ] \\
                  || { echo "unexpected: $*" >&2; exit 1; }
                [ -z "$GIT_REV" ] && [ "$HOME" = "$PWD" ] || { echo "a strange environment" >&2; exit 1; }
                cat charts/shop/Chart.yaml a.yaml b.yaml
                """);
        assertThat(helm.toFile().setExecutable(true)).isTrue();
        TestRepository repository =
                new TestRepository()
                        .with("charts/shop/Chart.yaml", "name: shop\n")
                        .with("a.yaml", "a: 1\n")
                        .with("b.yaml", "b: 2\n")
                        .with("other/x", "");
        Hosting.Own chart = new Hosting.Own.Helm("charts/shop", List.of("a.yaml", "b.yaml"));
        String path = programs + ":/usr/bin:/bin";
        assertThat(write(files(repository, path), chart)).isEqualTo("name: shop\na: 1\nb: 2\n");
        assertThatThrownBy(() ->
                        write(
                                files(repository, path),
                                new Hosting.Own.Helm("charts/shop", List.of("a.yaml"))))
                .hasMessageContaining("failed: unexpected: template shop");
        assertThatThrownBy(() -> write(files(repository, folder.toString()), chart))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("helm is not on Duru's machine");
    }
}

package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.RegistryAccess.Registry;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects of one release, as they are sent. Pure. */
record Objects(
        Placement place,
        Workload workload,
        Scale scale,
        Registry registry,
        Apis apis,
        OwnObjects own) {
    static final String CONTAINER = "app";
    private static final int LEAST_DEADLINE = 30;

    private String name() {
        return place.release(workload.id().release());
    }

    private ObjectMeta meta(String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(place.namespace())
                .withLabels(labels)
                .build();
    }

    private ObjectMeta meta() {
        return meta(name(), place.labels(workload.id().release()));
    }

    private Hosting.Kubernetes how() {
        return workload.hosting().kubernetes();
    }

    /** In the order in which they are sent: what others refer to first. */
    List<HasMetadata> all() {
        List<HasMetadata> all = new ArrayList<>(supplies());
        all.add(deployment());
        all.add(service());
        Hosting.Autoscale autoscale = autoscale();
        if (autoscale != null) {
            all.add(autoscaler(autoscale));
        }
        if (scale.replicas() > 1) {
            all.add(disruption());
        }
        return all;
    }

    /** What replicas and tasks need before they start. */
    List<HasMetadata> supplies() {
        List<HasMetadata> all = new ArrayList<>();
        if (!registry.user().isEmpty()) {
            all.add(pullSecret());
        }
        all.add(variables());
        all.add(secrets());
        return all;
    }

    private Hosting.@Nullable Autoscale autoscale() {
        return scale.leaving() ? null : how().autoscale();
    }

    private HasMetadata pullSecret() {
        String auth = base64(registry.user() + ":" + registry.password());
        String config = "{\"auths\":{\"" + registry.address() + "\":{\"auth\":\"" + auth + "\"}}}";
        return new SecretBuilder()
                .withMetadata(meta(place.pullSecret(), place.labels()))
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(".dockerconfigjson", base64(config))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private HasMetadata variables() {
        Map<String, String> plain = new TreeMap<>(workload.env());
        plain.keySet().removeAll(workload.secrets());
        plain.put("PORT", String.valueOf(how().port()));
        return new ConfigMapBuilder().withMetadata(meta()).withData(plain).build();
    }

    private HasMetadata secrets() {
        Map<String, String> data = new TreeMap<>();
        workload.env()
                .forEach((key, value) -> {
                    if (workload.secrets().contains(key)) {
                        data.put(key, base64(value));
                    }
                });
        return new SecretBuilder().withMetadata(meta()).withType("Opaque").withData(data).build();
    }

    Deployment deployment() {
        Map<String, String> labels = place.labels(workload.id().release());
        Map<String, String> ofPods = new LinkedHashMap<>(labels);
        ofPods.put("dev.duru/version", workload.version());
        return new DeploymentBuilder()
                .withMetadata(meta())
                .withNewSpec()
                .withReplicas(autoscale() == null ? scale.replicas() : null)
                .withRevisionHistoryLimit(1)
                .withProgressDeadlineSeconds(
                        (int) Math.max(LEAST_DEADLINE, workload.startTimeout().toSeconds()))
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withTemplate(own.served() == null ? pods(ofPods) : pods(ofPods, own.served()))
                .endSpec()
                .build();
    }

    private PodTemplateSpec pods(Map<String, String> labels) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(workload.drain().toSeconds())
                .withImagePullSecrets(pullSecrets())
                .withContainers(container().build())
                .endSpec()
                .build();
    }

    /** Pods as the repository describes them, with what only Duru knows. */
    private PodTemplateSpec pods(Map<String, String> labels, Deployment described) {
        PodTemplateSpec pods = Serialization.clone(described.getSpec().getTemplate());
        Container plain = container().build();
        for (Container container : pods.getSpec().getContainers()) {
            if (container.getName().equals(own.container())) {
                container.getEnvFrom().addAll(plain.getEnvFrom());
                if (container.getReadinessProbe() == null) {
                    container.setReadinessProbe(plain.getReadinessProbe());
                }
                if (container.getPorts().isEmpty()) {
                    container.setPorts(plain.getPorts());
                }
                if (container.getResources() == null) {
                    container.setResources(plain.getResources());
                }
            }
        }
        if (pods.getSpec().getTerminationGracePeriodSeconds() == null) {
            pods.getSpec().setTerminationGracePeriodSeconds(workload.drain().toSeconds());
        }
        return new PodTemplateSpecBuilder(pods)
                .editOrNewMetadata()
                .addToLabels(labels)
                .addToAnnotations(PodSight.MAIN, own.container())
                .endMetadata()
                .build();
    }

    /** A command, once; its pod is neither started again nor taken for a replica. */
    Job task(TaskOrder order) {
        Map<String, String> labels = place.tasks(workload.id().release());
        labels.put(Placement.TASK, order.name());
        return new JobBuilder()
                .withMetadata(meta(place.task(workload.id().release(), order.name()), labels))
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(workload.drain().toSeconds())
                .withImagePullSecrets(pullSecrets())
                .withContainers(image().withCommand(order.command()).build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private List<io.fabric8.kubernetes.api.model.LocalObjectReference> pullSecrets() {
        return registry.user().isEmpty()
                ? List.of()
                : List.of(
                        new io.fabric8.kubernetes.api.model.LocalObjectReference(
                                place.pullSecret()));
    }

    private ContainerBuilder container() {
        return image().addNewPort()
                .withName("http")
                .withContainerPort(how().port())
                .withProtocol("TCP")
                .endPort()
                .withReadinessProbe(probe());
    }

    static String imageName(Workload workload, Registry registry) {
        return registry.address() + "/" + workload.repository() + "@" + workload.digest();
    }

    private ContainerBuilder image() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(imageName(workload, registry))
                .addNewEnvFrom()
                .withNewConfigMapRef()
                .withName(name())
                .endConfigMapRef()
                .endEnvFrom()
                .addNewEnvFrom()
                .withNewSecretRef()
                .withName(name())
                .endSecretRef()
                .endEnvFrom()
                .withResources(resources())
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .endSecurityContext();
    }

    private Probe probe() {
        ProbeBuilder probe =
                new ProbeBuilder()
                        .withPeriodSeconds(2)
                        .withTimeoutSeconds(2)
                        .withFailureThreshold(3)
                        .withSuccessThreshold(1);
        IntOrString port = new IntOrString(how().port());
        return workload.healthPath() == null
                ? probe.withNewTcpSocket().withPort(port).endTcpSocket().build()
                : probe.withNewHttpGet()
                        .withPath(workload.healthPath())
                        .withPort(port)
                        .endHttpGet()
                        .build();
    }

    private ResourceRequirements resources() {
        Hosting.Resources most = workload.hosting().resources();
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        if (most.memory() > 0) {
            amounts.put("memory", new Quantity(String.valueOf(most.memory())));
        }
        if (most.milliCpus() > 0) {
            amounts.put("cpu", new Quantity(most.milliCpus() + "m"));
        }
        return new ResourceRequirementsBuilder().withRequests(amounts).withLimits(amounts).build();
    }

    private Service service() {
        return service(place, name(), place.labels(workload.id().release()), how().port());
    }

    /**
     * The way in to an environment: one release, or all pods that are marked.
     *
     * @param release 0 for the marked ones
     */
    static Service entrance(Placement place, long release, int port) {
        Map<String, String> selector = new LinkedHashMap<>(place.labels());
        if (release > 0) {
            selector.put(Placement.RELEASE, String.valueOf(release));
        } else {
            selector.put(Placement.SERVING, "true");
        }
        Service service = service(place, place.base(), selector, port);
        service.getMetadata().setLabels(place.labels());
        return service;
    }

    /**
     * Shares of requests by the Gateway API.
     *
     * @param weights by the number of the release
     */
    static GenericKubernetesResource route(
            Placement place, Hosting.Kubernetes how, Map<Long, Integer> weights, Apis apis) {
        List<Map<String, Object>> backends = new ArrayList<>();
        weights.forEach((release, weight) ->
                backends.add(fields("name", place.release(release), "port", 80, "weight", weight)));
        String gateway = how.gateway();
        int slash = gateway.indexOf('/');
        Map<String, Object> parent = new LinkedHashMap<>();
        parent.put("name", gateway.substring(slash + 1));
        if (slash > 0) {
            parent.put("namespace", gateway.substring(0, slash));
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("parentRefs", List.of(parent));
        if (!how.hosts().isEmpty()) {
            spec.put("hostnames", how.hosts());
        }
        spec.put("rules", List.of(Map.of("backendRefs", backends)));
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(apis.routes())
                .withKind("HTTPRoute")
                .withNewMetadata()
                .withName(place.base())
                .withNamespace(place.namespace())
                .withLabels(place.labels())
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    /**
     * A Service in front of the pods of some labels.
     *
     * @param selector also the labels of the Service, but for {@link Placement#SERVING}
     */
    static Service service(Placement place, String name, Map<String, String> selector, int port) {
        Map<String, String> labels = new LinkedHashMap<>(selector);
        labels.remove(Placement.SERVING);
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(place.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(port))
                .endPort()
                .endSpec()
                .build();
    }

    /** Names and values in turn, in this order, so that the same is always sent as the same. */
    private static Map<String, Object> fields(Object... all) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < all.length; i += 2) {
            fields.put((String) all[i], all[i + 1]);
        }
        return fields;
    }

    private GenericKubernetesResource generic(
            String version, String kind, Map<String, Object> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(version)
                .withKind(kind)
                .withMetadata(meta())
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    private HasMetadata autoscaler(Hosting.Autoscale wanted) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put(
                "scaleTargetRef",
                fields("apiVersion", "apps/v1", "kind", "Deployment", "name", name()));
        spec.put("minReplicas", scale.replicas());
        spec.put("maxReplicas", Math.max(wanted.most(), scale.replicas()));
        if (apis.autoscaling().equals("autoscaling/v1")) {
            spec.put("targetCPUUtilizationPercentage", wanted.cpu());
        } else {
            Map<String, Object> target =
                    fields("type", "Utilization", "averageUtilization", wanted.cpu());
            spec.put(
                    "metrics",
                    List.of(
                            fields(
                                    "type",
                                    "Resource",
                                    "resource",
                                    fields("name", "cpu", "target", target))));
        }
        return generic(apis.autoscaling(), "HorizontalPodAutoscaler", spec);
    }

    /** One replica at a time may be taken away by the cluster, as for the upgrade of a node. */
    private HasMetadata disruption() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("maxUnavailable", 1);
        spec.put("selector", Map.of("matchLabels", place.labels(workload.id().release())));
        return generic(apis.disruption(), "PodDisruptionBudget", spec);
    }
}

package dev.duru.delivery.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays the controllers and the node of a cluster: makes the pods of Deployments and lets them
 * behave as their image says.
 */
final class MockNode implements AutoCloseable {
    private final MockCluster cluster;
    private final KubernetesClient client;
    private final Thread thread;
    private final Map<String, Integer> restarts = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private volatile boolean closed;
    private volatile String held = "";
    private int made;

    MockNode(MockCluster cluster) {
        this.cluster = cluster;
        this.client = cluster.connect();
        this.thread = Thread.ofPlatform().daemon().name("mock node").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                work();
            } catch (KubernetesClientException e) {
                // Somebody changed the object in between; the next round sees it as it is.
                continue;
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }

    private void work() {
        List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
        List<Deployment> deployments =
                client.apps().deployments().inAnyNamespace().list().getItems();
        for (Deployment deployment : deployments) {
            Map<String, String> labels = deployment.getSpec().getSelector().getMatchLabels();
            List<Pod> own =
                    pods.stream()
                            .filter(p -> has(p, labels))
                            .sorted(Comparator.comparing(MockNode::cost).reversed())
                            .toList();
            int wanted = deployment.getSpec().getReplicas();
            for (int i = own.size(); i < wanted; i++) {
                make(deployment.getMetadata(), deployment.getSpec().getTemplate(), "starting\n");
            }
            own.stream().skip(wanted).forEach(pod -> client.resource(pod).delete());
            own.stream().limit(wanted).forEach(this::live);
            tell(deployment, own.size());
        }
        List<Job> jobs = client.batch().v1().jobs().inAnyNamespace().list().getItems();
        for (Job job : jobs) {
            if (begun.add(job.getMetadata().getUid())) {
                make(job.getMetadata(), job.getSpec().getTemplate(), command(job) + "\n");
            }
            pods.stream()
                    .filter(p -> has(p, job.getSpec().getTemplate().getMetadata().getLabels()))
                    .forEach(this::end);
        }
        for (Pod pod : pods) {
            boolean wanted =
                    deployments.stream()
                                    .anyMatch(d ->
                                            has(pod, d.getSpec().getSelector().getMatchLabels()))
                            || jobs.stream()
                                    .anyMatch(j ->
                                            has(
                                                    pod,
                                                    j.getSpec()
                                                            .getTemplate()
                                                            .getMetadata()
                                                            .getLabels()));
            if (!wanted) {
                client.resource(pod).delete();
            }
        }
    }

    private static boolean has(Pod pod, Map<String, String> labels) {
        return pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static String command(Job job) {
        return String.join(
                " ", job.getSpec().getTemplate().getSpec().getContainers().getFirst().getCommand());
    }

    /** A command ends at once, with the number at its end; {@code sleep} goes on. */
    private void end(Pod pod) {
        List<String> command = pod.getSpec().getContainers().getFirst().getCommand();
        String last = command.getLast();
        boolean goesOn = last.contains("sleep");
        if (!pod.getStatus().getContainerStatuses().isEmpty()) {
            return;
        }
        int exit = goesOn ? 0 : Integer.parseInt(last.replaceFirst(".*\\D", ""));
        ContainerStateBuilder state = new ContainerStateBuilder();
        pod.setStatus(
                new PodStatusBuilder()
                        .withPhase(goesOn ? "Running" : exit == 0 ? "Succeeded" : "Failed")
                        .withStartTime(pod.getStatus().getStartTime())
                        .withContainerStatuses(
                                new ContainerStatusBuilder()
                                        .withName("app")
                                        .withRestartCount(0)
                                        .withState(
                                                goesOn
                                                        ? state.withNewRunning()
                                                                .endRunning()
                                                                .build()
                                                        : state.withNewTerminated()
                                                                .withExitCode(exit)
                                                                .endTerminated()
                                                                .build())
                                        .build())
                        .build());
        client.resource(pod).update();
    }

    /** Lets a Deployment's pods not be available; {@code ""} for none. */
    void holdBack(String name) {
        held = name;
    }

    private void tell(Deployment deployment, int pods) {
        int there = deployment.getMetadata().getName().equals(held) ? 0 : pods;
        DeploymentStatus status =
                new DeploymentStatusBuilder()
                        .withObservedGeneration(deployment.getMetadata().getGeneration())
                        .withUpdatedReplicas(there)
                        .withAvailableReplicas(there)
                        .build();
        if (!status.equals(deployment.getStatus())) {
            deployment.setStatus(status);
            client.resource(deployment).updateStatus();
        }
    }

    private static int cost(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null
                ? 0
                : Integer.parseInt(annotations.getOrDefault(KubernetesWorkload.DELETION_COST, "0"));
    }

    private void make(ObjectMeta owner, PodTemplateSpec template, String output) {
        made++;
        String name = owner.getName() + "-x" + "%03d".formatted(made);
        cluster.outputs.put(name, Instant.now() + " " + output);
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(owner.getNamespace())
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .withStatus(
                                new PodStatusBuilder()
                                        .withPhase("Pending")
                                        .withStartTime(Instant.now().toString())
                                        .build())
                        .build();
        client.resource(pod).create();
    }

    private void live(Pod pod) {
        String image = pod.getSpec().getContainers().getFirst().getImage();
        PodStatus status = pod.getStatus();
        String ready =
                status.getConditions().stream()
                        .filter(c -> c.getType().equals("Ready"))
                        .map(c -> c.getStatus())
                        .findFirst()
                        .orElse("");
        boolean ends = image.contains(KubernetesRuntimeTest.ENDS);
        if (!ready.isEmpty() && !ends) {
            return;
        }
        int count = ends ? restarts.merge(pod.getMetadata().getName(), 1, Integer::sum) / 5 : 0;
        boolean good = image.contains(KubernetesRuntimeTest.HEALTHY);
        ContainerStatusBuilder container =
                new ContainerStatusBuilder().withName("app").withRestartCount(count);
        if (ends) {
            container
                    .withState(
                            new ContainerStateBuilder()
                                    .withNewWaiting()
                                    .withReason("CrashLoopBackOff")
                                    .withMessage("back-off 10s restarting failed container")
                                    .endWaiting()
                                    .build())
                    .withLastState(
                            new ContainerStateBuilder()
                                    .withNewTerminated()
                                    .withExitCode(3)
                                    .endTerminated()
                                    .build());
        } else {
            container.withState(new ContainerStateBuilder().withNewRunning().endRunning().build());
        }
        pod.setStatus(
                new PodStatusBuilder()
                        .withPhase("Running")
                        .withStartTime(status.getStartTime())
                        .withPodIP(
                                "10.85.0."
                                        + (1
                                                + Math.floorMod(
                                                        pod.getMetadata().getName().hashCode(),
                                                        250)))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(good ? "True" : "False")
                        .endCondition()
                        .withContainerStatuses(container.build())
                        .build());
        client.resource(pod).update();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}

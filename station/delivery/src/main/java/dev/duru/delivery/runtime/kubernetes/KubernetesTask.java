package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.runtime.local.LogCapture;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task: a Job that is made once. Its name follows from the release and the task, so that a Duru
 * that was killed between making it and noting so makes the same one again, which changes nothing.
 */
final class KubernetesTask implements AutoCloseable {
    private static final String MADE = "job";
    private static final String EXIT = "exit";

    private final Placement place;
    private final long release;
    private final String name;
    private final Cluster cluster;
    private final ReplicaFolder folder;
    private final LogCapture log;

    KubernetesTask(
            Placement place, long release, String name, Cluster cluster, ReplicaFolder folder) {
        this.place = place;
        this.release = release;
        this.name = name;
        this.cluster = cluster;
        this.folder = folder;
        this.log = new LogCapture(folder);
    }

    Path output() {
        return folder.output();
    }

    /**
     * See {@link dev.duru.delivery.Runtime#task}.
     *
     * @param objects of the release
     */
    synchronized TaskLook look(Workload workload, TaskOrder order, Objects objects) {
        Optional<Integer> exit =
                folder.exit().filter(text -> text.matches("\\d{1,3}")).map(Integer::valueOf);
        if (exit.isPresent()) {
            return ended(workload, exit.get());
        }
        Job job = job();
        if (job == null) {
            if (folder.text(MADE).isPresent()) {
                return new TaskLook(TaskLook.State.LOST, -1, lines(workload, "its Job is gone"));
            }
            if (order.command().isEmpty()) {
                return new TaskLook(TaskLook.State.LOST, -1, "it never began");
            }
            for (HasMetadata object : objects.supplies()) {
                cluster.apply(object);
            }
            cluster.apply(objects.task(order));
            folder.write(MADE, place.task(release, name));
        }
        return see(workload, pod());
    }

    private @Nullable Job job() {
        return cluster.ask(c ->
                c.batch()
                        .v1()
                        .jobs()
                        .inNamespace(place.namespace())
                        .withName(place.task(release, name))
                        .get());
    }

    private Optional<Pod> pod() {
        Map<String, String> labels = place.tasks(release);
        labels.put(Placement.TASK, name);
        return cluster.pods(place.namespace(), labels).stream().findFirst();
    }

    private TaskLook see(Workload workload, Optional<Pod> pod) {
        if (pod.isEmpty()) {
            return new TaskLook(TaskLook.State.RUNNING, -1, "its pod is not made yet");
        }
        PodSight sight = PodSight.of(pod.get());
        Optional<ContainerStateTerminated> end = end(pod.get());
        if (end.isPresent()) {
            log.finish(sight.name(), this::copy);
            log.close();
            folder.write(EXIT, String.valueOf(end.get().getExitCode()));
            return ended(workload, end.get().getExitCode());
        }
        if ("Failed".equals(pod.get().getStatus().getPhase())) {
            String why = String.valueOf(pod.get().getStatus().getReason());
            return new TaskLook(
                    TaskLook.State.LOST, -1, lines(workload, "the cluster ended its pod: " + why));
        }
        if (sight.ran()) {
            log.keepFollowing(sight.name(), this::copy);
        }
        return new TaskLook(TaskLook.State.RUNNING, -1, lines(workload, sight.reason()));
    }

    private static Optional<ContainerStateTerminated> end(Pod pod) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return containers.stream()
                .filter(c -> Objects.CONTAINER.equals(c.getName()) && c.getState() != null)
                .map(c -> c.getState().getTerminated())
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    private void copy(java.time.Instant since, LogCapture.Sink sink) throws java.io.IOException {
        Optional<Pod> pod = pod();
        if (pod.isPresent()) {
            cluster.copyOutput(place.namespace(), PodSight.of(pod.get()), since, sink);
        }
    }

    private TaskLook ended(Workload workload, int exit) {
        return new TaskLook(TaskLook.State.ENDED, exit, lines(workload, "it printed nothing"));
    }

    private String lines(Workload workload, String otherwise) {
        String lines = folder.lastLines();
        return workload.masked(lines.isEmpty() ? otherwise : "its last lines:\n" + lines);
    }

    /** Ends it by force. */
    synchronized void kill() {
        cluster.ask(c ->
                c.batch()
                        .v1()
                        .jobs()
                        .inNamespace(place.namespace())
                        .withName(place.task(release, name))
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .withGracePeriod(0)
                        .delete());
    }

    /** Takes no more output. */
    @Override
    public void close() {
        log.close();
    }
}

package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.Replica;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's status says. Pure.
 *
 * @param ip {@code ""} while it has none
 * @param restarts of its container, ever
 * @param ran whether its container ran at all, so that there is output
 * @param reason why it is not ready, for people; may be empty
 * @param container which of its containers runs the release
 * @param told by its annotations and the names of its ports
 */
record PodSight(
        String name,
        Replica.State state,
        String ip,
        int restarts,
        Instant startedAt,
        boolean ran,
        String reason,
        String container,
        Replica.Told told) {
    /** The annotation that says which container is meant, also to kubectl. */
    static final String MAIN = "kubectl.kubernetes.io/default-container";

    /** Annotations about metrics begin so. */
    private static final String METRICS = "prometheus.io/";

    private static String container(Pod pod) {
        Map<String, String> notes = pod.getMetadata().getAnnotations();
        return notes == null ? Objects.CONTAINER : notes.getOrDefault(MAIN, Objects.CONTAINER);
    }

    static PodSight of(Pod pod) {
        String main = container(pod);
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Optional<ContainerStatus> container =
                status.getContainerStatuses().stream()
                        .filter(c -> main.equals(c.getName()))
                        .findFirst();
        boolean ready =
                "True".equals(condition(status, "Ready").map(PodCondition::getStatus).orElse(""));
        int restarts = container.map(ContainerStatus::getRestartCount).orElse(0);
        ContainerState now = container.map(ContainerStatus::getState).orElse(null);
        boolean dead =
                now != null
                        && (now.getTerminated() != null
                                || now.getWaiting() != null
                                        && "CrashLoopBackOff".equals(now.getWaiting().getReason()));
        boolean ran =
                restarts > 0
                        || now != null && (now.getRunning() != null || now.getTerminated() != null);
        return new PodSight(
                pod.getMetadata().getName(),
                ready ? Replica.State.HEALTHY : dead ? Replica.State.DEAD : Replica.State.STARTING,
                status.getPodIP() == null ? "" : status.getPodIP(),
                restarts,
                time(status.getStartTime(), time(pod.getMetadata().getCreationTimestamp(), null)),
                ran,
                ready ? "" : reason(status, container),
                main,
                told(pod));
    }

    private static Replica.Told told(Pod pod) {
        Map<String, String> annotations = new HashMap<>();
        if (pod.getMetadata().getAnnotations() != null) {
            annotations.putAll(pod.getMetadata().getAnnotations());
            annotations.keySet().removeIf(name -> !name.startsWith(METRICS));
        }
        Map<String, Integer> ports = new HashMap<>();
        if (pod.getSpec() != null) {
            for (Container container : pod.getSpec().getContainers()) {
                for (ContainerPort port : container.getPorts()) {
                    if (port.getName() != null && port.getContainerPort() != null) {
                        ports.put(port.getName(), port.getContainerPort());
                    }
                }
            }
        }
        return new Replica.Told(annotations, ports);
    }

    private static Optional<PodCondition> condition(PodStatus status, String type) {
        return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    private static String reason(PodStatus status, Optional<ContainerStatus> container) {
        Optional<PodCondition> scheduled = condition(status, "PodScheduled");
        if (scheduled.isPresent() && "False".equals(scheduled.get().getStatus())) {
            return "no node takes it ("
                    + scheduled.get().getReason()
                    + "): "
                    + scheduled.get().getMessage();
        }
        if (container.isEmpty()) {
            String message = status.getMessage();
            return message == null ? "its container is not made yet" : message;
        }
        ContainerState now = container.get().getState();
        ContainerStateTerminated before =
                container.get().getLastState() == null
                        ? null
                        : container.get().getLastState().getTerminated();
        ContainerStateWaiting waiting = now == null ? null : now.getWaiting();
        if (waiting != null && waiting.getReason() != null) {
            String words = words(waiting);
            return before == null ? words : words + "; " + ended(before);
        }
        if (now != null && now.getTerminated() != null) {
            return ended(now.getTerminated());
        }
        String unready = "it runs, and its readiness probe has not succeeded";
        return before == null ? unready : ended(before) + " and was started again; " + unready;
    }

    private static String words(ContainerStateWaiting waiting) {
        String message = waiting.getMessage() == null ? "" : ": " + waiting.getMessage();
        return switch (waiting.getReason()) {
            case "ImagePullBackOff", "ErrImagePull", "InvalidImageName" ->
                    "its image cannot be pulled (" + waiting.getReason() + ")" + message;
            case "CrashLoopBackOff" -> "it ends again and again (CrashLoopBackOff)" + message;
            case "ContainerCreating", "PodInitializing" -> "its container is being made";
            default -> "its container waits (" + waiting.getReason() + ")" + message;
        };
    }

    private static String ended(ContainerStateTerminated end) {
        return "OOMKilled".equals(end.getReason())
                ? "it was ended because it took more memory than it may (exit code "
                        + end.getExitCode()
                        + ")"
                : "it ended with exit code " + end.getExitCode();
    }

    static Instant time(@Nullable String text, @Nullable Instant fallback) {
        Instant otherwise = fallback == null ? Instant.EPOCH : fallback;
        if (text == null) {
            return otherwise;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    /** Those that are not on their way out, oldest first. */
    static List<Pod> staying(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }
}

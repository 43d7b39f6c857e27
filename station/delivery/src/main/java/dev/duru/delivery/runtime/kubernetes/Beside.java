package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a repository wants beside the replicas of its releases. It belongs to the environment: the
 * newest release that is not stopped says what it is, and what that one does not name any more
 * goes. Which objects there are is kept in a file, because their kinds are the repository's choice.
 */
final class Beside {
    /** Holds data; only people delete it. */
    private static final String KEPT = "PersistentVolumeClaim";

    private final AppFolders folders;
    private final Cluster cluster;

    Beside(AppFolders folders, Cluster cluster) {
        this.folders = folders;
        this.cluster = cluster;
    }

    private record Named(String version, String kind, String space, String name) {
        static Named of(HasMetadata object) {
            return new Named(
                    object.getApiVersion(),
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName());
        }

        String line() {
            return String.join(" ", version, kind, space, name);
        }
    }

    private Path file(WorkloadId id) {
        return folders.of(id).resolveSibling("objects");
    }

    /** Whether a release says what the environment has. */
    static boolean says(WorkloadId id, Set<WorkloadId> known) {
        return known.stream()
                .noneMatch(other ->
                        other.environment().equals(id.environment())
                                && other.release() > id.release());
    }

    /** Notes what comes next, before it is sent, and deletes what is not wanted any more. */
    void become(WorkloadId id, List<HasMetadata> objects) {
        List<Named> wanted = objects.stream().map(Named::of).toList();
        List<Named> before = read(id);
        if (before.equals(wanted)) {
            return;
        }
        List<Named> both = new ArrayList<>(wanted);
        before.stream().filter(one -> !wanted.contains(one)).forEach(both::add);
        write(id, both);
        both.subList(wanted.size(), both.size()).forEach(this::delete);
        write(id, wanted);
    }

    private void delete(Named one) {
        if (one.kind().equals(KEPT)) {
            return;
        }
        cluster.unlessGone(c ->
                c.genericKubernetesResources(one.version(), one.kind())
                        .inNamespace(one.space())
                        .withName(one.name())
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .delete());
    }

    private List<Named> read(WorkloadId id) {
        try {
            return Files.exists(file(id))
                    ? Files.readAllLines(file(id)).stream()
                            .map(line -> line.split(" "))
                            .filter(words -> words.length == 4)
                            .map(words -> new Named(words[0], words[1], words[2], words[3]))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(file(id) + " cannot be read", e);
        }
    }

    private void write(WorkloadId id, List<Named> all) {
        try {
            if (all.isEmpty()) {
                Files.deleteIfExists(file(id));
            } else {
                Files.write(file(id), all.stream().map(Named::line).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file(id) + " cannot be written", e);
        }
    }
}

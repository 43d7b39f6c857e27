package dev.duru.delivery.runtime.process;

import dev.duru.cgroups.Cgroups;
import dev.duru.delivery.Images;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.HealthProbe;
import dev.duru.kernel.ProblemException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Runs replicas as processes below one folder. */
public final class ProcessRuntime implements Runtime {
    private final AppFolders folders;
    private final ProcessWorkload.Surroundings around;
    private final Map<WorkloadId, ProcessWorkload> workloads = new ConcurrentHashMap<>();

    /**
     * @param data the whole of Duru's data folder, database and keys included: a sandboxed
     *     application sees nothing in it but its own files. The runtime's own folder is {@code
     *     apps} in it
     */
    public ProcessRuntime(Path data, Images images, Sandbox sandbox, InstantSource clock) {
        Path absolute = data.toAbsolutePath().normalize();
        this.folders = new AppFolders(absolute.resolve("apps"));
        this.around =
                new ProcessWorkload.Surroundings(
                        images,
                        new HealthProbe(),
                        clock,
                        new Launch.Machine(
                                sandbox,
                                absolute,
                                System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                                System.getProperty("java.home", "/usr")),
                        Cgroups.lasting(
                                "duru-apps-" + AppFolders.instance(absolute.resolve("apps"))));
    }

    @Override
    public List<Replica> ensure(Workload workload) {
        try {
            return workload(workload.id()).ensure(workload);
        } catch (UncheckedIOException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.RESOURCE, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<Replica> replicas(WorkloadId id) {
        return Files.isDirectory(folders.of(id)) ? workload(id).look() : List.of();
    }

    @Override
    public boolean stop(WorkloadId id, Duration grace) {
        if (!Files.isDirectory(folders.of(id))) {
            return true;
        }
        boolean gone = workload(id).stop(grace);
        if (gone) {
            workloads.remove(id);
            folders.forgetOld(id.environment(), other -> ended(folders.of(other)));
        }
        return gone;
    }

    @Override
    public boolean shrink(WorkloadId id, int replicas, Duration grace) {
        return !Files.isDirectory(folders.of(id)) || workload(id).shrink(replicas, grace);
    }

    @Override
    public TaskLook task(Workload workload, TaskOrder order) {
        try {
            return workload(workload.id()).task(workload, order);
        } catch (UncheckedIOException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.RESOURCE, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void stopTask(WorkloadId id, String name) {
        if (Files.isDirectory(folders.of(id))) {
            workload(id).task(name).kill();
        }
    }

    @Override
    public Optional<Path> taskOutput(WorkloadId id, String name) {
        return Optional.of(workload(id).task(name).output()).filter(Files::exists);
    }

    private ProcessWorkload workload(WorkloadId id) {
        return workloads.computeIfAbsent(id, i -> new ProcessWorkload(folders.of(i), around));
    }

    @Override
    public Set<WorkloadId> known() {
        return folders.all().stream()
                .filter(id -> !ended(folders.of(id)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean ended(Path folder) {
        return !Files.exists(folder.resolve("image"))
                && AppFolders.indexes(folder).stream()
                        .noneMatch(i ->
                                Files.exists(folder.resolve(String.valueOf(i)).resolve("pid")));
    }

    @Override
    public List<Event> events(WorkloadId id) {
        return folders.events(id);
    }

    @Override
    public List<AppOutput> outputs() {
        return folders.outputs();
    }
}

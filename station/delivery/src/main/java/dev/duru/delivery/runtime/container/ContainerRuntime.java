package dev.duru.delivery.runtime.container;

import dev.duru.containers.EngineException;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.EngineSearch;
import dev.duru.containers.EngineUnavailableException;
import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.HealthProbe;
import dev.duru.kernel.Problem;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Runs replicas as containers of Docker or Podman. */
public final class ContainerRuntime implements Runtime, AutoCloseable {
    private final AppFolders folders;
    private final EngineLink engine;
    private final Supplies supplies;
    private final Surroundings around;
    private final Map<WorkloadId, ContainerWorkload> workloads = new ConcurrentHashMap<>();

    /**
     * @param data a folder of the runtime's own; with it gone, containers that ran are strangers
     * @param search finds the engine, which need not be there before it is needed
     */
    public ContainerRuntime(
            Path data, EngineSearch search, RegistryAccess registry, InstantSource clock) {
        this.folders = new AppFolders(data.resolve("apps"));
        this.engine = new EngineLink(search);
        String instance = AppFolders.instance(data);
        this.supplies = new Supplies(registry, instance);
        this.around =
                new Surroundings(engine, supplies, folders, instance, new HealthProbe(), clock);
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (EngineException e) {
            Problem.Code code =
                    switch (e) {
                        case EngineUnavailableException _ -> Problem.Code.RESOURCE;
                        case EngineRefusalException refusal ->
                                refusal.status() >= 500 ? Problem.Code.RESOURCE : Problem.Code.USER;
                    };
            throw new ProblemException(code, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new ProblemException(Problem.Code.RESOURCE, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<Replica> ensure(Workload workload) {
        return asking(() -> workload(workload.id()).ensure(workload));
    }

    @Override
    public List<Replica> replicas(WorkloadId id) {
        return lies(id) ? asking(() -> workload(id).look()) : List.of();
    }

    @Override
    public boolean shrink(WorkloadId id, int replicas, Duration grace) {
        return !lies(id) || asking(() -> workload(id).stop(replicas, grace));
    }

    @Override
    public boolean stop(WorkloadId id, Duration grace) {
        if (!lies(id)) {
            return true;
        }
        boolean gone = asking(() -> workload(id).stop(0, grace));
        if (gone) {
            workloads.remove(id);
            asking(() -> {
                supplies.tidy(engine.connected(), id.environment());
                return true;
            });
            folders.forgetOld(id.environment(), other -> !lies(other));
        }
        return gone;
    }

    @Override
    public TaskLook task(Workload workload, TaskOrder order) {
        return asking(() -> workload(workload.id()).task(workload, order));
    }

    @Override
    public void stopTask(WorkloadId id, String name) {
        if (lies(id)) {
            asking(() -> {
                workload(id).killTask(name);
                return true;
            });
        }
    }

    @Override
    public Optional<Path> taskOutput(WorkloadId id, String name) {
        return Optional.of(folders.task(id, name).resolve("output.log")).filter(Files::exists);
    }

    private ContainerWorkload workload(WorkloadId id) {
        return workloads.computeIfAbsent(id, i -> new ContainerWorkload(i, around));
    }

    /** Whether anything was started of it that was not stopped. */
    private boolean lies(WorkloadId id) {
        return AppFolders.indexes(folders.of(id)).stream()
                        .anyMatch(i -> !folders.replica(id, i).starts().starts().isEmpty())
                || folders.tasks(id).stream()
                        .anyMatch(name -> ContainerTask.open(folders.task(id, name)));
    }

    @Override
    public Set<WorkloadId> known() {
        return folders.all().stream().filter(this::lies).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Event> events(WorkloadId id) {
        return folders.events(id);
    }

    @Override
    public List<AppOutput> outputs() {
        return folders.outputs();
    }

    /** Takes no more output; containers run on. */
    @Override
    public void close() {
        workloads.values().forEach(ContainerWorkload::close);
    }
}

package dev.duru.delivery.runtime.process;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Images;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs replicas as processes below one folder. */
public final class ProcessRuntime implements Runtime {
    private static final int KEPT_OUTPUTS = 10;

    private final Path apps;
    private final ProcessWorkload.Surroundings around;
    private final Map<WorkloadId, ProcessWorkload> workloads = new ConcurrentHashMap<>();

    /**
     * @param data the whole of Duru's data folder, database and keys included: a sandboxed
     *     application sees nothing in it but its own files. The runtime's own folder is {@code
     *     apps} in it
     */
    public ProcessRuntime(Path data, Images images, Sandbox sandbox, InstantSource clock) {
        Path absolute = data.toAbsolutePath().normalize();
        this.apps = absolute.resolve("apps");
        this.around =
                new ProcessWorkload.Surroundings(
                        images,
                        new HealthProbe(),
                        clock,
                        new Launch.Machine(
                                sandbox,
                                absolute,
                                System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                                System.getProperty("java.home", "/usr")));
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
        return Files.isDirectory(folder(id)) ? workload(id).look() : List.of();
    }

    @Override
    public boolean stop(WorkloadId id, Duration grace) {
        if (!Files.isDirectory(folder(id))) {
            return true;
        }
        boolean gone = workload(id).stop(grace);
        if (gone) {
            workloads.remove(id);
            forgetOld(id);
        }
        return gone;
    }

    @Override
    public boolean shrink(WorkloadId id, int replicas, Duration grace) {
        return !Files.isDirectory(folder(id)) || workload(id).shrink(replicas, grace);
    }

    private ProcessWorkload workload(WorkloadId id) {
        return workloads.computeIfAbsent(id, i -> new ProcessWorkload(folder(i), around));
    }

    private Path folder(WorkloadId id) {
        return environment(id.environment()).resolve(String.valueOf(id.release()));
    }

    private Path environment(EnvironmentKey key) {
        return apps.resolve(key.project().owner())
                .resolve(key.project().name())
                .resolve(key.name());
    }

    @Override
    public Set<WorkloadId> known() {
        return folders().stream()
                .filter(id -> !ended(folder(id)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean ended(Path folder) {
        return !Files.exists(folder.resolve("image"))
                && ProcessWorkload.indexes(folder).stream()
                        .noneMatch(i ->
                                Files.exists(folder.resolve(String.valueOf(i)).resolve("pid")));
    }

    /** Everything that has a folder, oldest release first. */
    private List<WorkloadId> folders() {
        if (!Files.isDirectory(apps)) {
            return List.of();
        }
        try (Stream<Path> all = Files.find(apps, 4, (p, a) -> a.isDirectory())) {
            List<WorkloadId> found = new ArrayList<>();
            for (Path folder : all.toList()) {
                Path relative = apps.relativize(folder);
                String number = folder.getFileName().toString();
                if (relative.getNameCount() == 4 && number.matches("\\d{1,18}")) {
                    ProjectName project =
                            new ProjectName(
                                    relative.getName(0).toString(), relative.getName(1).toString());
                    found.add(
                            new WorkloadId(
                                    new EnvironmentKey(project, relative.getName(2).toString()),
                                    Long.parseLong(number)));
                }
            }
            found.sort(
                    Comparator.comparing(WorkloadId::environment)
                            .thenComparing(WorkloadId::release));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(apps + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<AppOutput> outputs() {
        List<AppOutput> outputs = new ArrayList<>();
        for (WorkloadId id : folders()) {
            Path folder = folder(id);
            for (int index : ProcessWorkload.indexes(folder)) {
                Path file = new ReplicaFolder(folder.resolve(String.valueOf(index))).output();
                if (Files.exists(file)) {
                    outputs.add(new AppOutput(file, id, version(folder), index));
                }
            }
        }
        return outputs;
    }

    private static String version(Path folder) {
        try {
            return Files.readString(folder.resolve("version")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Output of releases that ended is kept for the newest few of an environment. */
    private void forgetOld(WorkloadId stopped) {
        List<WorkloadId> over =
                folders().stream()
                        .filter(id -> id.environment().equals(stopped.environment()))
                        .filter(id -> ended(folder(id)))
                        .toList();
        for (WorkloadId id : over.subList(0, Math.max(0, over.size() - KEPT_OUTPUTS))) {
            try {
                Folders.delete(folder(id));
            } catch (IOException e) {
                throw new UncheckedIOException(folder(id) + " cannot be deleted", e);
            }
        }
    }
}

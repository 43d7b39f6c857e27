package dev.duru.delivery.runtime.process;

import dev.duru.cgroups.Cgroups;
import dev.duru.delivery.Replica;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.HealthProbe;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Watched;
import dev.duru.kernel.Folders;
import dev.duru.oci.RunConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All replicas of one release on this machine. */
final class ProcessWorkload {
    /** What the replicas of all releases share. */
    record Surroundings(
            dev.duru.delivery.Images images,
            HealthProbe probe,
            java.time.InstantSource clock,
            Launch.Machine machine,
            Cgroups groups) {}

    private final Path folder;
    private final Surroundings around;
    private final ImageFolder image;
    private final SortedMap<Integer, ReplicaProcess> replicas = new TreeMap<>();
    private @Nullable String healthPath;
    private @Nullable Workload wanted;
    private @Nullable RunConfig config;

    /** Takes over what the folder says is running. */
    ProcessWorkload(Path folder, Surroundings around) {
        this.folder = folder;
        this.around = around;
        this.image = new ImageFolder(folder, around.images());
        for (int index : AppFolders.indexes(folder)) {
            if (!new ReplicaFolder(folder.resolve(String.valueOf(index)))
                    .starts()
                    .starts()
                    .isEmpty()) {
                replica(index);
            }
        }
    }

    private ReplicaProcess replica(int index) {
        return replicas.computeIfAbsent(
                index,
                i ->
                        new ReplicaProcess(
                                new Watched(
                                        i,
                                        new ReplicaFolder(folder.resolve(String.valueOf(i))),
                                        around.probe(),
                                        around.clock()),
                                around.groups()));
    }

    synchronized List<Replica> ensure(Workload workload) {
        healthPath = workload.healthPath();
        wanted = workload;
        RunConfig how = unpacked(workload);
        ReplicaProcess.Start start = start(workload, how);
        for (int i = 0; i < workload.replicas(); i++) {
            replica(i).keepRunning(start);
        }
        return look();
    }

    private ReplicaProcess.Start start(Workload workload, RunConfig how) {
        return new ReplicaProcess.Start(
                workload.hosting().resources(),
                around.machine().sandbox(),
                (place, port) ->
                        Launch.of(workload, how, image.root(), place, port, around.machine()));
    }

    private RunConfig unpacked(Workload workload) {
        RunConfig run = config;
        if (run == null) {
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("version"), workload.version());
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " cannot be written", e);
            }
            run = image.unpack(workload);
            config = run;
        }
        return run;
    }

    /** See {@link dev.duru.delivery.Runtime#task}. */
    synchronized TaskLook task(Workload workload, TaskOrder order) {
        ProcessTask task = task(order.name());
        if (!task.known()) {
            if (order.command().isEmpty()) {
                return new TaskLook(TaskLook.State.LOST, -1, "it never began");
            }
            RunConfig how = unpacked(workload).withEntrypoint(List.of()).withCmd(order.command());
            task.start(start(workload, how), around.clock().instant());
        }
        TaskLook look = task.look();
        return new TaskLook(look.state(), look.exit(), workload.masked(look.detail()));
    }

    ProcessTask task(String name) {
        return new ProcessTask(tasks().resolve(name), around.groups());
    }

    private Path tasks() {
        return folder.resolve("tasks");
    }

    private void killTasks() {
        if (Files.isDirectory(tasks())) {
            try (Stream<Path> all = Files.list(tasks())) {
                all.forEach(one -> new ProcessTask(one, around.groups()).kill());
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    synchronized List<Replica> look() {
        List<Replica> all = new ArrayList<>();
        for (ReplicaProcess replica : replicas.values()) {
            Replica seen = replica.look(healthPath);
            Workload known = wanted;
            all.add(known == null ? seen : seen.withDetail(known.masked(seen.detail())));
        }
        return all;
    }

    /** Whether all from an index on have ended. */
    synchronized boolean shrink(int kept, Duration grace) {
        replicas.tailMap(kept).values().removeIf(replica -> replica.stop(grace));
        return replicas.tailMap(kept).isEmpty();
    }

    /** Whether all have ended; then only their output is left. */
    synchronized boolean stop(Duration grace) {
        boolean gone = true;
        for (ReplicaProcess replica : replicas.values()) {
            gone &= replica.stop(grace);
        }
        if (gone) {
            killTasks();
            replicas.clear();
            config = null;
            try {
                Folders.delete(image.root());
                Folders.delete(folder.resolve("image.part"));
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " cannot be deleted", e);
            }
        }
        return gone;
    }
}

package dev.duru.delivery.runtime.local;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Runtime.AppOutput;
import dev.duru.delivery.Runtime.Event;
import dev.duru.delivery.WorkloadId;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder for each release, {@code OWNER/PROJECT/ENVIRONMENT/NUMBER}, one below it a replica. */
public final class AppFolders {
    private static final int KEPT_OUTPUTS = 10;
    private static final String TASKS = "tasks";

    private final Path root;

    public AppFolders(Path root) {
        this.root = root;
    }

    /**
     * Which Duru this is among others that use the same engine or cluster: made up once, and kept
     * in the data folder of a runtime.
     */
    public static String instance(Path data) {
        Path file = data.resolve("instance");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(data);
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The folder of a release, which need not exist. */
    public Path of(WorkloadId id) {
        EnvironmentKey key = id.environment();
        return root.resolve(key.project().owner())
                .resolve(key.project().name())
                .resolve(key.name())
                .resolve(String.valueOf(id.release()));
    }

    public ReplicaFolder replica(WorkloadId id, int index) {
        return new ReplicaFolder(of(id).resolve(String.valueOf(index)));
    }

    /** The folder of a task of a release, which need not exist. */
    public Path task(WorkloadId id, String name) {
        return of(id).resolve(TASKS).resolve(name);
    }

    /** The names of the tasks of a release that have folders. */
    public List<String> tasks(WorkloadId id) {
        Path folder = of(id).resolve(TASKS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Everything that has a folder, oldest release first. */
    public List<WorkloadId> all() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.find(root, 4, (p, a) -> a.isDirectory())) {
            List<WorkloadId> found = new ArrayList<>();
            for (Path folder : folders.toList()) {
                Path relative = root.relativize(folder);
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
            throw new UncheckedIOException(root + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The numbers of the replicas that a release's folder holds. */
    public static List<Integer> indexes(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,4}"))
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Makes the folder of a release, which carries the version from now on. */
    public void open(WorkloadId id, String version) {
        Path folder = of(id);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("version"), version);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written", e);
        }
    }

    /** The output of every replica that is still kept, oldest release first. */
    public List<AppOutput> outputs() {
        List<AppOutput> outputs = new ArrayList<>();
        for (WorkloadId id : all()) {
            Path folder = of(id);
            for (int index : indexes(folder)) {
                Path file = replica(id, index).output();
                if (Files.exists(file)) {
                    outputs.add(new AppOutput(file, id, version(folder), index));
                }
            }
        }
        return outputs;
    }

    /** What became of a release's replicas, the newest first. */
    public List<Event> events(WorkloadId id) {
        List<Event> events = new ArrayList<>();
        for (int index : indexes(of(id))) {
            events.addAll(replica(id, index).starts().events(index));
        }
        events.sort(Comparator.comparing(Event::at).reversed());
        return events;
    }

    private static String version(Path folder) {
        try {
            return Files.readString(folder.resolve("version")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Output of releases that ended is kept for the newest few of an environment. */
    public void forgetOld(EnvironmentKey environment, Predicate<WorkloadId> ended) {
        List<WorkloadId> over =
                all().stream()
                        .filter(id -> id.environment().equals(environment))
                        .filter(ended)
                        .toList();
        for (WorkloadId id : over.subList(0, Math.max(0, over.size() - KEPT_OUTPUTS))) {
            try {
                Folders.delete(of(id));
            } catch (IOException e) {
                throw new UncheckedIOException(of(id) + " cannot be deleted", e);
            }
        }
    }
}

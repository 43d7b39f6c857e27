package dev.duru.cgroups;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A group of processes: those taken in, and all that they start. */
public final class Cgroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);
    private static final String PROCESSES = "cgroup.procs";
    private static final String UNIFIED = "2";

    private final Map<Controller, Path> folders;
    private final List<Controller> missing;
    private final boolean unified;
    private final Map<Controller, Long> seen = new EnumMap<>(Controller.class);

    Cgroup(Map<Controller, Path> folders, List<Controller> missing, boolean unified) {
        this.folders = folders;
        this.missing = missing;
        this.unified = unified;
    }

    /** One that was opened before, perhaps by another process, from its {@link #lines}. */
    public static Cgroup of(List<String> lines) {
        Map<Controller, Path> folders = new EnumMap<>(Controller.class);
        boolean unified = false;
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            for (Controller controller : Controller.values()) {
                if (words.length == 3 && words[1].equals(controller.word())) {
                    unified = words[0].equals(UNIFIED);
                    folders.put(controller, Path.of(words[2]));
                }
            }
        }
        return new Cgroup(folders, List.of(), unified);
    }

    /** What finds it again: for each controller a line of version, controller and folder. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        folders.forEach((controller, folder) ->
                lines.add((unified ? UNIFIED : "1") + " " + controller.word() + " " + folder));
        return lines;
    }

    /** What should be limited and is not. */
    public List<Controller> missing() {
        return missing;
    }

    private List<Path> distinct() {
        return folders.values().stream().distinct().toList();
    }

    /** Files that take in the process that writes {@code 0} into each of them. */
    public List<Path> entrances() {
        return distinct().stream().map(folder -> folder.resolve(PROCESSES)).toList();
    }

    /**
     * Takes a process in, and all that it will start.
     *
     * @throws CgroupException when the kernel refuses
     */
    public void add(long pid) {
        for (Path entrance : entrances()) {
            try {
                Cgroups.write(entrance, Long.toString(pid));
            } catch (IOException e) {
                throw new CgroupException(
                        "processes could not be limited by " + entrance + ": " + e.getMessage(), e);
            }
        }
    }

    /** Which limit stopped a process since the last call: memory or processes. */
    public synchronized Optional<Controller> breach() {
        if (grew(Controller.MEMORY, unified ? "memory.events" : "memory.oom_control", "oom_kill")) {
            return Optional.of(Controller.MEMORY);
        }
        return grew(Controller.PIDS, "pids.events", "max")
                ? Optional.of(Controller.PIDS)
                : Optional.empty();
    }

    private boolean grew(Controller controller, String file, String word) {
        Path folder = folders.get(controller);
        if (folder == null) {
            return false;
        }
        try {
            for (String line : Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8)) {
                String[] words = line.strip().split(" ");
                if (words.length == 2 && words[0].equals(word)) {
                    long now = Long.parseLong(words[1]);
                    Long before = seen.put(controller, now);
                    return now > (before == null ? 0 : before);
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{} cannot be read", folder, e);
        }
        return false;
    }

    /**
     * Kills every process that is in it now.
     *
     * @return whether there was none
     */
    public boolean kill() {
        boolean none = true;
        for (Path entrance : entrances()) {
            try {
                for (String pid : Cgroups.words(entrance)) {
                    none = false;
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            } catch (IOException | NumberFormatException e) {
                LOG.debug("{} cannot be read", entrance, e);
            }
        }
        return none;
    }

    /** Removes it; one that still has processes stays behind. */
    @Override
    public void close() {
        distinct().forEach(Cgroups::remove);
    }
}

package dev.duru.pipeline.sandbox;

import dev.duru.pipeline.sandbox.Cgroups.Controller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group of one job. */
final class Cgroup {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);

    private final Map<Controller, Path> folders;
    private final List<Controller> missing;
    private final boolean unified;
    private final Map<Controller, Long> seen = new EnumMap<>(Controller.class);

    Cgroup(Map<Controller, Path> folders, List<Controller> missing, boolean unified) {
        this.folders = folders;
        this.missing = missing;
        this.unified = unified;
    }

    /** What should be limited and is not. */
    List<Controller> missing() {
        return missing;
    }

    /** Takes a process in, and all that it will start. */
    void add(long pid) {
        for (Path folder : folders.values().stream().distinct().toList()) {
            try {
                Cgroups.write(folder.resolve("cgroup.procs"), Long.toString(pid));
            } catch (IOException e) {
                throw new SandboxException(
                        "the job's processes could not be limited by "
                                + folder
                                + ": "
                                + e.getMessage());
            }
        }
    }

    /** Which limit stopped a process since the last call: memory or processes. */
    synchronized Optional<Controller> breach() {
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

    /** Removes it; all its processes are gone. */
    void close() {
        for (Path folder : folders.values().stream().distinct().toList()) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                LOG.debug("the control group {} stays behind", folder, e);
            }
        }
    }
}

package dev.duru.cgroups;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's own group in each hierarchy.
 *
 * @param first of version 1, by controller
 * @param unified of version 2; null when there is none
 */
record Hierarchies(Map<Controller, Path> first, @Nullable Path unified) {
    private static final Logger LOG = LoggerFactory.getLogger(Hierarchies.class);

    /**
     * Looks for hierarchies.
     *
     * @param mounts in the form of {@code /proc/self/mounts}
     * @param own in the form of {@code /proc/self/cgroup}
     */
    static Hierarchies find(Path mounts, Path own) {
        Map<Controller, Path> first = new EnumMap<>(Controller.class);
        Path unified = null;
        try {
            List<String> memberships = Files.readAllLines(own, StandardCharsets.UTF_8);
            for (String line : Files.readAllLines(mounts, StandardCharsets.UTF_8)) {
                String[] words = line.split(" ");
                if (words.length < 4) {
                    continue;
                }
                Path mount = Path.of(words[1]);
                if (words[2].equals("cgroup2")) {
                    unified = below(mount, path(memberships, ""));
                } else if (words[2].equals("cgroup")) {
                    for (Controller controller : Controller.values()) {
                        if (List.of(words[3].split(",")).contains(controller.word())) {
                            first.put(
                                    controller, below(mount, path(memberships, controller.word())));
                        }
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("there are no control groups here", e);
        }
        return new Hierarchies(first, unified);
    }

    /** The path of a process in the hierarchy with a controller, "" for the unified one. */
    private static String path(List<String> memberships, String controller) {
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3
                    && (controller.isEmpty()
                            ? parts[0].equals("0")
                            : List.of(parts[1].split(",")).contains(controller))) {
                return parts[2];
            }
        }
        return "/";
    }

    /** In a container the path may be that of the machine, which is not there. */
    private static Path below(Path mount, String path) {
        Path whole = mount.resolve(path.substring(1));
        return Files.isDirectory(whole) ? whole : mount;
    }
}

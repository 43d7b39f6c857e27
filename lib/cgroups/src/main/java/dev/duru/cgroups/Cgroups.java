package dev.duru.cgroups;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place for groups where this machine lets this process make some: below its own group, in each
 * hierarchy of version 1 that can be written to, and else in the unified hierarchy of version 2 if
 * it was delegated to it (Delegate=yes in a systemd unit).
 */
public final class Cgroups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Path OWN = Path.of("/proc/self/cgroup");

    /** Where this process itself goes in a unified hierarchy. */
    private static final String LEAF = "main";

    private final Map<Controller, Path> places;
    private final boolean unified;

    private Cgroups(Map<Controller, Path> places, boolean unified) {
        this.places = places;
        this.unified = unified;
    }

    /**
     * A place that goes with this process; what dead processes have left of the same family is
     * removed.
     */
    public static Cgroups whileThisRuns(String family) {
        return whileThisRuns(family, MOUNTS, OWN);
    }

    static Cgroups whileThisRuns(String family, Path mounts, Path own) {
        String prefix = prefix(family);
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        String name =
                prefix + ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
        return in(Hierarchies.find(mounts, own), name, group -> removeDead(group, prefix));
    }

    /**
     * A place that lasts, for processes that outlive this one; groups in it that have no process
     * are removed. It is made when its first group is opened, and again after {@link #close}.
     */
    public static Cgroups lasting(String name) {
        return lasting(name, MOUNTS, OWN);
    }

    static Cgroups lasting(String name, Path mounts, Path own) {
        Cgroups place =
                in(
                        Hierarchies.find(mounts, own),
                        name,
                        group -> removeChildren(group.resolve(name)));
        place.close();
        return place;
    }

    /** No groups at all: nothing is limited. */
    public static Cgroups none() {
        return new Cgroups(Map.of(), false);
    }

    private interface Tidying {
        void in(Path group) throws IOException;
    }

    private static Cgroups in(Hierarchies found, String name, Tidying tidying) {
        Map<Controller, Path> places = new EnumMap<>(Controller.class);
        found.first()
                .forEach((controller, own) -> {
                    Path place = place(own, name, tidying);
                    if (place != null) {
                        places.put(controller, place);
                    }
                });
        Path unified = found.unified();
        return places.isEmpty() && unified != null
                ? new Cgroups(divided(unified, name, tidying), true)
                : new Cgroups(places, false);
    }

    /** Makes the folder, if that can be done. */
    private static @Nullable Path place(Path own, String name, Tidying tidying) {
        Path place = own.resolve(name);
        try {
            tidying.in(own);
        } catch (IOException e) {
            LOG.debug("{} cannot be looked through", own, e);
        }
        try {
            return Files.isDirectory(place) ? place : Files.createDirectory(place);
        } catch (IOException e) {
            LOG.debug("no control group can be made in {}", own, e);
            return null;
        }
    }

    /**
     * In the unified hierarchy a group with processes cannot limit its children, so the processes
     * that are there move into a leaf.
     */
    private static Map<Controller, Path> divided(Path found, String name, Tidying tidying) {
        Map<Controller, Path> places = new EnumMap<>(Controller.class);
        Path parent = found.getParent();
        // This process may have moved there before.
        Path own = found.endsWith(LEAF) && parent != null ? parent : found;
        try {
            List<String> there = words(own.resolve("cgroup.controllers"));
            List<Controller> wanted =
                    Stream.of(Controller.values())
                            .filter(controller -> there.contains(controller.word()))
                            .toList();
            if (wanted.isEmpty()) {
                return places;
            }
            Path leaf = Files.createDirectories(own.resolve(LEAF));
            for (String pid : words(own.resolve("cgroup.procs"))) {
                write(leaf.resolve("cgroup.procs"), pid);
            }
            handDown(own, wanted);
            Path place = place(own, name, tidying);
            if (place != null) {
                wanted.forEach(controller -> places.put(controller, place));
            }
        } catch (IOException e) {
            LOG.debug("the control group {} is not this process's to divide", own, e);
        }
        return places;
    }

    /** Lets the children of a group be limited, in the unified hierarchy. */
    private static void handDown(Path group, Collection<Controller> controllers)
            throws IOException {
        String all =
                controllers.stream()
                        .map(controller -> "+" + controller.word())
                        .collect(Collectors.joining(" "));
        write(group.resolve("cgroup.subtree_control"), all);
    }

    /**
     * What the names of groups begin with where ids of processes mean the same: another container
     * may see the same tree of groups, but no process of this one.
     */
    private static String prefix(String family) {
        try {
            String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return family + "-" + space.replaceAll("[^0-9]", "") + "-";
        } catch (IOException e) {
            LOG.debug("the namespace of process ids is not known", e);
            return family + "-0-";
        }
    }

    private static void removeDead(Path own, String prefix) throws IOException {
        try (Stream<Path> groups = Files.list(own)) {
            for (Path group : groups.toList()) {
                String name = String.valueOf(group.getFileName());
                if (name.startsWith(prefix) && !alive(name.substring(prefix.length()))) {
                    removeChildren(group);
                    remove(group);
                }
            }
        }
    }

    private static boolean alive(String name) {
        String pid = name.split("-")[0];
        return !pid.matches("[0-9]{1,10}") || ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void removeChildren(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> groups = Files.list(place)) {
                groups.filter(Files::isDirectory).forEach(Cgroups::remove);
            }
        }
    }

    /** A group that has processes stays. */
    static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            LOG.debug("the control group {} stays behind", group, e);
        }
    }

    static List<String> words(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** A group with those limits that can be enforced. */
    public synchronized Cgroup open(String name, Limits limits) {
        Map<Controller, Path> folders = new EnumMap<>(Controller.class);
        places.forEach((controller, place) -> {
            if (limits.want(controller)) {
                Path folder = place.resolve(name);
                try {
                    Files.createDirectories(place);
                    if (unified) {
                        handDown(place, places.keySet());
                    }
                    Files.createDirectories(folder);
                    limit(controller, folder, limits);
                    folders.put(controller, folder);
                } catch (IOException e) {
                    LOG.debug("{} cannot be limited", controller.word(), e);
                    if (!folders.containsValue(folder)) {
                        remove(folder);
                    }
                }
            }
        });
        List<Controller> missing = new ArrayList<>();
        for (Controller controller : Controller.values()) {
            if (limits.want(controller) && !folders.containsKey(controller)) {
                missing.add(controller);
            }
        }
        return new Cgroup(folders, missing, unified);
    }

    private void limit(Controller controller, Path folder, Limits limits) throws IOException {
        String quota = Long.toString(Math.max(1000, Math.round(limits.cpus() * 100_000)));
        switch (controller) {
            case PIDS -> write(folder.resolve("pids.max"), Long.toString(limits.processes()));
            case MEMORY -> {
                String bytes = Long.toString(limits.memory());
                write(folder.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), bytes);
                Path swap =
                        folder.resolve(unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
                if (Files.exists(swap)) {
                    write(swap, unified ? "0" : bytes);
                }
            }
            case CPU -> {
                if (unified) {
                    write(folder.resolve("cpu.max"), quota + " 100000");
                } else {
                    write(folder.resolve("cpu.cfs_period_us"), "100000");
                    write(folder.resolve("cpu.cfs_quota_us"), quota);
                }
            }
        }
    }

    /** Removes the place; one whose groups still have processes stays. */
    @Override
    public synchronized void close() {
        places.values().stream().distinct().forEach(Cgroups::remove);
    }
}

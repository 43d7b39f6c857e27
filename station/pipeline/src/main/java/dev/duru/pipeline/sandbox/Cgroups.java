package dev.duru.pipeline.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a control group for each job where this machine lets Duru: below Duru's own group, in each
 * hierarchy of version 1 that can be written to, and else in the unified hierarchy of version 2 if
 * it was delegated to Duru (Delegate=yes in a systemd unit).
 *
 * <p>Source: the kernel's documents admin-guide/cgroup-v1 and admin-guide/cgroup-v2.
 */
final class Cgroups {
    /** What can be limited. */
    enum Controller {
        PIDS,
        MEMORY,
        CPU;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PREFIX = "duru-jobs-";

    private final Map<Controller, Path> places;
    private final boolean unified;
    private final AtomicLong next = new AtomicLong();

    private Cgroups(Map<Controller, Path> places, boolean unified) {
        this.places = places;
        this.unified = unified;
    }

    /** Those of this machine. */
    static Cgroups find() {
        return find(Path.of("/proc/self/mounts"), Path.of("/proc/self/cgroup"));
    }

    /**
     * Looks for hierarchies.
     *
     * @param mounts in the form of {@code /proc/self/mounts}
     * @param own in the form of {@code /proc/self/cgroup}
     */
    static Cgroups find(Path mounts, Path own) {
        try {
            List<String> memberships = Files.readAllLines(own, StandardCharsets.UTF_8);
            Map<Controller, Path> places = new EnumMap<>(Controller.class);
            Path unified = null;
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
                            place(below(mount, path(memberships, controller.word())))
                                    .forEach(place -> places.put(controller, place));
                        }
                    }
                }
            }
            if (places.isEmpty() && unified != null) {
                return new Cgroups(unified(unified), true);
            }
            return new Cgroups(places, false);
        } catch (IOException e) {
            LOG.debug("there are no control groups here", e);
            return new Cgroups(Map.of(), false);
        }
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

    /**
     * Makes the folder of this Duru's jobs, if that can be done, and removes those of dead ones.
     */
    private static List<Path> place(Path own) {
        removeLeftovers(own);
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        Path place =
                own.resolve(
                        prefix()
                                + ProcessHandle.current().pid()
                                + "-"
                                + HexFormat.of().formatHex(random));
        try {
            return List.of(Files.createDirectory(place));
        } catch (IOException e) {
            LOG.debug("no control group can be made in {}", own, e);
            return List.of();
        }
    }

    /**
     * What the names of groups begin with where ids of processes mean the same: another container
     * may see the same tree of groups, but no process of this one.
     */
    private static String prefix() {
        try {
            String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return PREFIX + space.replaceAll("[^0-9]", "") + "-";
        } catch (IOException e) {
            LOG.debug("the namespace of process ids is not known", e);
            return PREFIX + "0-";
        }
    }

    private static void removeLeftovers(Path own) {
        String prefix = prefix();
        try (Stream<Path> groups = Files.list(own)) {
            for (Path group : groups.toList()) {
                String name = String.valueOf(group.getFileName());
                if (name.startsWith(prefix) && !alive(name.substring(prefix.length()))) {
                    try (Stream<Path> jobs = Files.list(group)) {
                        jobs.filter(Files::isDirectory).forEach(Cgroups::remove);
                    }
                    remove(group);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be looked through", own, e);
        }
    }

    private static boolean alive(String name) {
        String pid = name.split("-")[0];
        return !pid.matches("[0-9]{1,10}") || ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    /** A group that has processes stays. */
    private static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            LOG.debug("the control group {} stays behind", group, e);
        }
    }

    /**
     * In the unified hierarchy a group with processes cannot limit its children, so Duru's own
     * processes move into a leaf.
     */
    private static Map<Controller, Path> unified(Path own) {
        Map<Controller, Path> places = new EnumMap<>(Controller.class);
        try {
            List<String> there = words(own.resolve("cgroup.controllers"));
            List<Controller> wanted =
                    Stream.of(Controller.values())
                            .filter(controller -> there.contains(controller.word()))
                            .toList();
            if (wanted.isEmpty()) {
                return places;
            }
            Path leaf = Files.createDirectories(own.resolve("duru"));
            for (String pid : words(own.resolve("cgroup.procs"))) {
                write(leaf.resolve("cgroup.procs"), pid);
            }
            String all =
                    wanted.stream().map(one -> "+" + one.word()).reduce("", (a, b) -> a + " " + b);
            write(own.resolve("cgroup.subtree_control"), all.strip());
            for (Path place : place(own)) {
                write(place.resolve("cgroup.subtree_control"), all.strip());
                wanted.forEach(controller -> places.put(controller, place));
            }
        } catch (IOException e) {
            LOG.debug("the control group {} is not Duru's to divide", own, e);
        }
        return places;
    }

    private static List<String> words(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** A group for one job, with those limits that can be enforced. */
    Cgroup open(JobLimits limits) {
        String name = Long.toString(next.incrementAndGet());
        Map<Controller, Path> folders = new EnumMap<>(Controller.class);
        places.forEach((controller, place) -> {
            if (wanted(controller, limits)) {
                Path folder = place.resolve(name);
                try {
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
            if (wanted(controller, limits) && !folders.containsKey(controller)) {
                missing.add(controller);
            }
        }
        return new Cgroup(folders, missing, unified);
    }

    private static boolean wanted(Controller controller, JobLimits limits) {
        return switch (controller) {
            case PIDS -> limits.processes() > 0;
            case MEMORY -> limits.memory() > 0;
            case CPU -> limits.cpus() > 0;
        };
    }

    private void limit(Controller controller, Path folder, JobLimits limits) throws IOException {
        String quota = Long.toString(Math.max(1000, Math.round(limits.cpus() * 100_000)));
        switch (controller) {
            case PIDS -> write(folder.resolve("pids.max"), Integer.toString(limits.processes()));
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

    /** Removes the folders of this Duru's jobs; those that still have processes stay. */
    void close() {
        places.values().stream().distinct().forEach(Cgroups::remove);
    }
}

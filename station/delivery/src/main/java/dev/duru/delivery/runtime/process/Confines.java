package dev.duru.delivery.runtime.process;

import dev.duru.cgroups.Cgroup;
import dev.duru.cgroups.Cgroups;
import dev.duru.cgroups.Controller;
import dev.duru.cgroups.Limits;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.manifest.Hosting;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The control group of one replica or task. Each start gets a fresh one, so that what it counts is
 * of that start; which one it is lies in the folder, for the next Duru.
 */
final class Confines {
    private static final String GROUP = "group";
    private static final String BREACH = "breach";

    /** A sandbox is two processes itself. */
    private static final int SANDBOX_PROCESSES = 2;

    private final ReplicaFolder folder;
    private final Cgroups place;
    private @Nullable Cgroup group;

    /** Takes over what the folder says. */
    Confines(ReplicaFolder folder, Cgroups place) {
        this.folder = folder;
        this.place = place;
        this.group = folder.text(GROUP).map(text -> Cgroup.of(text.lines().toList())).orElse(null);
    }

    /**
     * Opens a group, and prints which limits are not enforced.
     *
     * @param start tells this start from others
     * @return the files by which a process enters it
     */
    List<Path> open(Hosting.Resources most, Sandbox sandbox, long start) {
        end();
        folder.write(BREACH, "");
        if (most.equals(Hosting.Resources.UNLIMITED)) {
            return List.of();
        }
        Cgroup fresh = place.open(name(folder.path()) + "-" + start, limits(most, sandbox));
        group = fresh;
        folder.write(GROUP, String.join("\n", fresh.lines()));
        for (Controller missing : fresh.missing()) {
            folder.print(
                    "duru: resources."
                            + key(missing)
                            + " is not enforced, since Duru may make no control groups here\n");
        }
        return fresh.entrances();
    }

    private static Limits limits(Hosting.Resources most, Sandbox sandbox) {
        long processes =
                most.pids() == 0 || sandbox == Sandbox.NONE
                        ? most.pids()
                        : most.pids() + SANDBOX_PROCESSES;
        return new Limits(most.milliCpus() / 1000.0, most.memory(), processes);
    }

    /** Names that people recognise: owner, project, environment, release and replica. */
    private static String name(Path folder) {
        int count = folder.getNameCount();
        return folder.subpath(Math.max(0, count - 5), count).toString().replace('/', '.');
    }

    private static String key(Controller controller) {
        return switch (controller) {
            case PIDS -> "pids";
            case MEMORY -> "memory";
            case CPU -> "cpu";
        };
    }

    /** Which limit its processes met, for people; {@code ""} when none. To be asked at its end. */
    String breached() {
        Cgroup known = group;
        String before = folder.text(BREACH).orElse("");
        if (known == null || !before.isEmpty()) {
            return before;
        }
        String words =
                known.breach().stream()
                        .map(controller ->
                                switch (controller) {
                                    case MEMORY ->
                                            "its processes wanted more memory than resources.memory"
                                                    + " allows, and the largest was killed";
                                    case PIDS ->
                                            "it wanted more processes than resources.pids allows";
                                    case CPU -> "";
                                })
                        .collect(Collectors.joining());
        folder.write(BREACH, words);
        return words;
    }

    /**
     * Kills what is left in the group and removes it.
     *
     * @return whether nothing is left
     */
    boolean end() {
        Cgroup known = group;
        if (known == null) {
            return true;
        }
        if (!known.kill()) {
            return false;
        }
        known.close();
        place.close();
        group = null;
        folder.write(GROUP, "");
        return true;
    }
}

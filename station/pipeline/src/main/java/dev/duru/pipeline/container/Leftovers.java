package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.Containers;
import dev.duru.containers.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Labels say which Duru made a container, a network or a volume; whatever a Duru made that is no
 * longer alive is removed by the next one.
 */
final class Leftovers {
    private static final String MACHINE = "dev.duru.machine";
    private static final String PROCESS = "dev.duru.process";
    private static final String JOB = "dev.duru.job";

    private Leftovers() {}

    /** What everything that is made for a job carries. */
    static Map<String, String> labels(String job) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MACHINE, machine());
        labels.put(PROCESS, process(ProcessHandle.current()));
        labels.put(JOB, job);
        return labels;
    }

    /** The machine between two starts: the same number names another process after one. */
    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String process(ProcessHandle handle) {
        Instant start = handle.info().startInstant().orElse(Instant.EPOCH);
        return handle.pid() + "@" + start.getEpochSecond();
    }

    private static boolean isAlive(String process) {
        String[] parts = process.split("@", 2);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,9}")) {
            return false;
        }
        // The start is known to a tick of the kernel's clock only.
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(ProcessHandle::isAlive)
                .map(Leftovers::process)
                .map(now -> near(now.split("@", 2)[1], parts[1]))
                .orElse(false);
    }

    private static boolean near(String one, String other) {
        return other.matches("[0-9]{1,15}")
                && Math.abs(Long.parseLong(one) - Long.parseLong(other)) <= 1;
    }

    private static boolean isLost(Map<String, String> labels) {
        String machine = labels.getOrDefault(MACHINE, "");
        return !machine.isEmpty()
                && (!machine.equals(machine()) || !isAlive(labels.getOrDefault(PROCESS, "")));
    }

    /** Removes what nobody owns any more; gives how many things that were. */
    static int sweep(ContainerEngine engine) {
        Map<String, String> ours = Map.of(MACHINE, "");
        int count = 0;
        for (Containers.Listed each : engine.containers().list(ours)) {
            if (isLost(each.labels())) {
                engine.containers().remove(each.id());
                count++;
            }
        }
        for (Networks.Network each : engine.networks().list(ours)) {
            if (isLost(each.labels())) {
                engine.networks().remove(each.id());
                count++;
            }
        }
        return count;
    }

    /** Removes everything of a job. */
    static void remove(ContainerEngine engine, String job) {
        Map<String, String> its = Map.of(JOB, job);
        engine.containers().list(its).forEach(each -> engine.containers().remove(each.id()));
        engine.networks().list(its).forEach(each -> engine.networks().remove(each.id()));
        engine.volumes().list(its).forEach(engine.volumes()::remove);
        engine.images().list(its).forEach(engine.images()::remove);
    }
}

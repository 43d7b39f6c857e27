package dev.duru.delivery.runtime.scripted;

import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replicas that are only written down. Each digest behaves as its script says; without one its
 * replicas are healthy at the second look.
 */
public final class ScriptedRuntime implements Runtime {
    private static final int FIRST_PORT = 20_000;

    private final Path outputs;
    private final InstantSource clock;
    private final Map<String, Script> scripts = new HashMap<>();
    private final Map<WorkloadId, Running> running = new LinkedHashMap<>();
    private int nextPort = FIRST_PORT;

    /** How replicas behave. */
    public enum Script {
        HEALTHY,
        NEVER_HEALTHY,
        /** Each replica ends at once, and again at each look. */
        ENDS_AT_ONCE
    }

    private static final class Running {
        final String version;
        final Script script;
        final Instant since;
        final List<Integer> ports = new ArrayList<>();
        int looks;
        int restarts;

        Running(String version, Script script, Instant since) {
            this.version = version;
            this.script = script;
            this.since = since;
        }
    }

    /**
     * @param outputs a folder for the replicas' output
     */
    public ScriptedRuntime(Path outputs, InstantSource clock) {
        this.outputs = outputs;
        this.clock = clock;
    }

    /** Says how the replicas of a digest behave that start from now on. */
    public synchronized void script(String digest, Script script) {
        scripts.put(digest, script);
    }

    /** Lets the replicas of a release have died so often, of late. */
    public synchronized void crash(WorkloadId id, int restarts) {
        Running found = running.get(id);
        if (found != null) {
            found.restarts = restarts;
        }
    }

    @Override
    public synchronized List<Replica> ensure(Workload workload) {
        Running found =
                running.computeIfAbsent(
                        workload.id(),
                        id ->
                                new Running(
                                        workload.version(),
                                        scripts.getOrDefault(workload.digest(), Script.HEALTHY),
                                        clock.instant()));
        while (found.ports.size() < workload.replicas()) {
            print(workload.id(), found.ports.size(), "started " + workload.digest() + "\n");
            found.ports.add(nextPort++);
        }
        found.looks++;
        if (found.script == Script.ENDS_AT_ONCE) {
            found.restarts++;
        }
        return describe(found);
    }

    private static List<Replica> describe(Running found) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < found.ports.size(); i++) {
            Replica.State state =
                    switch (found.script) {
                        case HEALTHY ->
                                found.looks > 1 ? Replica.State.HEALTHY : Replica.State.STARTING;
                        case NEVER_HEALTHY -> Replica.State.STARTING;
                        case ENDS_AT_ONCE -> Replica.State.DEAD;
                    };
            String detail =
                    switch (state) {
                        case HEALTHY -> "";
                        case STARTING -> "it has not answered yet";
                        case DEAD ->
                                (found.restarts >= Replica.CRASH_LOOP ? "crash loop: " : "")
                                        + "it ended with exit code 3";
                    };
            replicas.add(
                    new Replica(
                            i,
                            state,
                            "127.0.0.1:" + found.ports.get(i),
                            found.since,
                            found.restarts,
                            detail));
        }
        return replicas;
    }

    @Override
    public synchronized List<Replica> replicas(WorkloadId id) {
        Running found = running.get(id);
        return found == null ? List.of() : describe(found);
    }

    @Override
    public synchronized boolean stop(WorkloadId id, Duration grace) {
        Running found = running.remove(id);
        if (found != null) {
            for (int i = 0; i < found.ports.size(); i++) {
                print(id, i, "stopped\n");
            }
        }
        return true;
    }

    @Override
    public synchronized boolean shrink(WorkloadId id, int replicas, Duration grace) {
        Running found = running.get(id);
        while (found != null && found.ports.size() > replicas) {
            found.ports.removeLast();
            print(id, found.ports.size(), "stopped\n");
        }
        return true;
    }

    /** A task ends at once; its exit code is the number that its command ends with, else 0. */
    @Override
    public synchronized TaskLook task(Workload workload, TaskOrder order) {
        String words = String.join(" ", order.command());
        Matcher code = Pattern.compile(" (\\d{1,3})$").matcher(words);
        Path file = taskFile(workload.id(), order.name());
        if (!Files.exists(file)) {
            write(file, "ran " + words + "\nand was done\n");
        }
        return new TaskLook(
                TaskLook.State.ENDED,
                code.find() ? Integer.parseInt(code.group(1)) : 0,
                "its last lines:\nran " + words);
    }

    @Override
    public synchronized Optional<Path> taskOutput(WorkloadId id, String name) {
        return Optional.of(taskFile(id, name)).filter(Files::exists);
    }

    private Path taskFile(WorkloadId id, String name) {
        return outputs.resolve(id.toString().replaceAll("[^A-Za-z0-9]", "-") + "-task-" + name);
    }

    @Override
    public synchronized Set<WorkloadId> known() {
        return Set.copyOf(running.keySet());
    }

    @Override
    public synchronized List<Event> events(WorkloadId id) {
        Running found = running.get(id);
        return found == null
                ? List.of()
                : List.of(new Event(found.since, "release " + id.release(), "started"));
    }

    @Override
    public synchronized List<AppOutput> outputs() {
        List<AppOutput> all = new ArrayList<>();
        running.forEach((id, found) -> {
            for (int i = 0; i < found.ports.size(); i++) {
                all.add(new AppOutput(file(id, i), id, found.version, i));
            }
        });
        return all;
    }

    private void print(WorkloadId id, int replica, String line) {
        write(file(id, replica), line);
    }

    private void write(Path file, String line) {
        try {
            Files.createDirectories(outputs);
            String before = Files.exists(file) ? Files.readString(file) : "";
            Files.writeString(file, before + line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(WorkloadId id, int replica) {
        return outputs.resolve(
                id.toString().replaceAll("[^A-Za-z0-9]", "-") + "-" + replica + ".log");
    }
}

package dev.duru.pipeline.sandbox;

import dev.duru.cgroups.Cgroup;
import dev.duru.cgroups.CgroupException;
import dev.duru.cgroups.Controller;
import dev.duru.pipeline.files.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The process tree of one job on this machine. */
public final class Sandbox implements StepHost {
    private final Process process;
    private final ProcessTree tree;
    private final OutputReader output;
    private final Within within;
    private final AtomicReference<@Nullable CountDownLatch> running = new AtomicReference<>();
    private final ReentrantLock signalling = new ReentrantLock();
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final String token;
    private int launched;

    /**
     * What is around the processes.
     *
     * @param launches where launch files are written
     * @param hearing what makes a process beside the others hear SIGINT; gives nothing if nothing
     *     does
     */
    record Within(Path launches, JobLimits limits, Cgroup group, Supplier<List<String>> hearing) {}

    Sandbox(Process process, ProcessTree tree, String token, Within within) {
        this.process = process;
        this.tree = tree;
        this.within = within;
        this.token = token;
        this.output = new OutputReader(process.getInputStream(), token);
        send(token);
    }

    /** Waits until the supervisor is there; what comes before it says why it is not. */
    void awaitReady() {
        StringJoiner said = new StringJoiner("\n");
        try {
            if (output.untilReport((line, ended) -> said.add(line)) == null) {
                close();
                throw new SandboxException(
                        "the job's sandbox did not start: " + said.toString().strip());
            }
            // Nothing of the job's own runs yet; all that it starts will come from here.
            within.group().add(tree.supervisor());
        } catch (IOException | CgroupException e) {
            close();
            throw new SandboxException("the job's sandbox did not start: " + e.getMessage());
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Instant startedAt() {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    @Override
    public PathView paths() {
        return PathView.SAME;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "PATH",
                System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                "LANG",
                "C.UTF-8",
                "SHELL",
                "/bin/sh",
                "USER",
                System.getProperty("user.name", "duru"),
                "TMPDIR",
                "/tmp");
    }

    /** What lies in the sandbox's own {@code /tmp} is not seen from here and taken on trust. */
    @Override
    public boolean has(String program, String searchPath) {
        return program.startsWith("/tmp/") || Programs.find(program, searchPath).isPresent();
    }

    @Override
    public int run(Commands command, LineSink sink) {
        CountDownLatch ended = new CountDownLatch(1);
        Path launch = within.launches().resolve("launch" + launched++ % 2);
        begin(ended);
        try {
            OwnFiles.write(launch, command.launchFile());
            send(launch.toString());
            String report = output.untilReport(sink);
            if (report == null) {
                throw new SandboxException(
                        "the job's supervisor ended in the middle of a step;"
                                + " the step may have killed all processes around it");
            }
            return Integer.parseInt(report);
        } catch (IOException e) {
            throw new SandboxException("the job's supervisor is gone: " + e.getMessage());
        } finally {
            running.set(null);
            ended.countDown();
        }
    }

    @Override
    public Optional<Breach> breach() {
        return within.group().breach().map(this::breach);
    }

    private Breach breach(Controller controller) {
        JobLimits limits = within.limits();
        return switch (controller) {
            case MEMORY ->
                    new Breach(
                            "the job's processes reached their limit of "
                                    + Amounts.bytes(limits.memory())
                                    + " of memory (jobs.memory), and the largest was killed",
                            false);
            case PIDS ->
                    new Breach(
                            "the job reached its limit of "
                                    + limits.processes()
                                    + " processes and threads at a time (jobs.processes)",
                            true);
            case CPU -> throw new IllegalStateException("there is always more time");
        };
    }

    @Override
    public List<String> unenforced() {
        List<String> all = new ArrayList<>();
        for (Controller controller : within.group().missing()) {
            all.add(
                    switch (controller) {
                        case MEMORY ->
                                "jobs.memory holds for each process by itself only, since Duru may"
                                        + " make no control groups here";
                        case PIDS ->
                                "jobs.processes is not enforced, since Duru may make no control"
                                        + " groups here";
                        case CPU ->
                                "jobs.cpus is not enforced, since Duru may make no control groups"
                                        + " here";
                    });
        }
        return all;
    }

    @Override
    public StepHost beside() {
        return lane(this::send, () -> ProcessHandle.of(tree.supervisor()));
    }

    /**
     * Starts a lane.
     *
     * @param supervisor takes what is said to the one that starts it, and runs nothing now
     * @param parent its process
     */
    Lane lane(Consumer<String> supervisor, Supplier<Optional<ProcessHandle>> parent) {
        Path launch = within.launches().resolve("beside" + opened.getAndIncrement());
        Lane lane = new Lane(this, launch, new Lane.Within(token, within.hearing().get(), parent));
        lanes.add(lane);
        lane.open(supervisor);
        return lane;
    }

    void forget(Lane lane) {
        lanes.remove(lane);
    }

    @Override
    public void stopStep(StopLadder ladder) {
        CountDownLatch ended = running.get();
        if (ended != null) {
            ladder.stop(name -> signal(name, ended), ended);
        }
    }

    /** Waits for a signal that is on its way to the step before: it must not meet this one. */
    private void begin(CountDownLatch step) {
        signalling.lock();
        try {
            running.set(step);
        } finally {
            signalling.unlock();
        }
    }

    private void signal(String name, CountDownLatch step) {
        signalling.lock();
        try {
            if (running.get() == step) {
                List<ProcessHandle> targets = new ArrayList<>(tree.steps());
                lanes.forEach(lane -> targets.removeAll(lane.all()));
                ProcessTree.signal(name, targets);
            }
        } finally {
            signalling.unlock();
        }
    }

    private void send(String line) {
        try {
            var stdin = process.getOutputStream();
            stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            stdin.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        tree.kill();
        lanes.forEach(Lane::release);
    }

    @Override
    public void close() {
        tree.end();
        lanes.forEach(Lane::release);
        within.group().close();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The other end is dead, which is what was wanted.
            return;
        }
    }
}

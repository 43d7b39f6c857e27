package dev.duru.pipeline.sandbox;

import dev.duru.cgroups.Cgroup;
import dev.duru.cgroups.Cgroups;
import dev.duru.cgroups.Controller;
import dev.duru.cgroups.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Opens sandboxes on this machine. */
public final class Sandboxes implements AutoCloseable {
    /** The folder below a job's own that the job can only read. */
    public static final String LAUNCHES = "launch";

    /** How a job is kept apart from the rest of the machine. */
    public enum Kind {
        /** Own PID space, read-only machine, own /tmp, Duru's data out of sight. */
        BUBBLEWRAP,
        /** A process in a session of its own, which sees what Duru sees. */
        PLAIN
    }

    /**
     * What a job may see, and how much of the machine it may take.
     *
     * @param folder the job's own folder, the only one that it can write to
     * @param fixed folders within it that the job cannot put anything else in the place of
     * @param writable further folders that it can write to
     * @param hidden folders and files that it must not see; those that do not exist are skipped
     * @param limits enforced as far as this machine lets Duru
     * @param name names the job, unique on this machine
     */
    public record View(
            Path folder,
            List<Path> fixed,
            List<Path> writable,
            List<Path> hidden,
            JobLimits limits,
            String name) {

        /** Without limits. */
        public View(Path folder, List<Path> writable, List<Path> hidden, String name) {
            this(folder, List.of(), writable, hidden, JobLimits.NONE, name);
        }

        /** What steps are started from; read-only inside. */
        Path launches() {
            return folder.resolve(LAUNCHES);
        }

        /** The job's {@code /tmp}. */
        Path temporary() {
            return folder.resolve("tmp");
        }
    }

    /**
     * A Duru that was started in the background ignores SIGINT, and so would every job below it: a
     * shell cannot take back what was ignored when it started. GNU env can.
     */
    private static final List<String> DEFAULT_SIGNALS =
            List.of("env", "--default-signal=INT,QUIT,HUP,TERM");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Kind kind;
    private final Bubblewrap bubblewrap = new Bubblewrap();
    private final Cgroups cgroups;
    private final AtomicLong groups = new AtomicLong();
    private final String supervisor;
    private final List<String> defaultSignals;
    private @Nullable List<String> hearing;

    /**
     * The kernel tells bubblewrap of its parent's death when the thread that started it ends, so
     * one thread that lives as long as this object starts them all.
     */
    private final ExecutorService starter =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("sandbox-starter").factory());

    /** Takes bubblewrap where it works. */
    public Sandboxes() {
        this(works(Bubblewrap.PROBE) ? Kind.BUBBLEWRAP : Kind.PLAIN);
    }

    public Sandboxes(Kind kind) {
        this(kind, Cgroups.whileThisRuns("duru-jobs"));
    }

    Sandboxes(Kind kind, Cgroups cgroups) {
        this.kind = kind;
        this.cgroups = cgroups;
        this.supervisor = supervisorScript();
        this.defaultSignals =
                signalsIgnored() && works(DEFAULT_SIGNALS) ? DEFAULT_SIGNALS : List.of();
    }

    public Kind kind() {
        return kind;
    }

    /** Few runs have steps beside others: whether a program can help them is tried then. */
    private synchronized List<String> hearing() {
        List<String> known = hearing;
        if (known == null) {
            known = works(Lane.HEARING) ? Lane.HEARING : List.of();
            hearing = known;
        }
        return known;
    }

    /** Starts a job's supervisor. */
    public Sandbox open(View view) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Cgroup group = group(view.limits());
        try {
            Path launches = Files.createDirectories(view.launches());
            Files.createDirectories(view.temporary());
            ProcessBuilder builder = new ProcessBuilder(argv(view, group));
            Map<String, String> environment = builder.environment();
            String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
            environment.clear();
            environment.put("PATH", path);
            String mark = view.name();
            if (kind == Kind.PLAIN) {
                environment.put(ProcessTree.MARK, mark);
            }
            builder.directory(view.folder().toFile()).redirectErrorStream(true);
            Process process = starter.submit(builder::start).get();
            ProcessTree tree = new ProcessTree(process, kind == Kind.BUBBLEWRAP, mark);
            Sandbox sandbox =
                    new Sandbox(
                            process,
                            tree,
                            token,
                            new Sandbox.Within(launches, view.limits(), group, this::hearing));
            sandbox.awaitReady();
            return sandbox;
        } catch (IOException | UncheckedIOException e) {
            throw notStarted(group, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw notStarted(group, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(group, "interrupted");
        }
    }

    private Cgroup group(JobLimits limits) {
        return cgroups.open(
                Long.toString(groups.incrementAndGet()),
                new Limits(limits.cpus(), limits.memory(), limits.processes()));
    }

    private static SandboxException notStarted(Cgroup group, String why) {
        group.close();
        return new SandboxException("the job's sandbox did not start: " + why);
    }

    /**
     * Ends what an earlier Duru left of a job. Bubblewrap's trees die with Duru; plain ones are
     * found by their mark.
     *
     * @param pid of the process that held the tree
     * @param startedAt when it started, so that a reused pid harms nobody
     */
    public static void endLeftovers(String name, long pid, Instant startedAt) {
        ProcessHandle.of(pid)
                .filter(handle -> sameStart(handle, startedAt))
                .ifPresent(handle -> new ProcessTree(handle, name).end());
        for (ProcessHandle handle : ProcessTree.marked(name)) {
            handle.destroyForcibly();
            ProcessTree.await(handle, Duration.ofSeconds(5));
        }
    }

    private static boolean sameStart(ProcessHandle handle, Instant startedAt) {
        return handle.info()
                .startInstant()
                .filter(start -> Duration.between(start, startedAt).abs().toMillis() < 50)
                .isPresent();
    }

    private List<String> argv(View view, Cgroup group) {
        List<String> argv = new ArrayList<>(defaultSignals);
        switch (kind) {
            case PLAIN -> argv.add("setsid");
            case BUBBLEWRAP -> argv.addAll(bubblewrap.argv(view));
        }
        JobLimits limits = view.limits();
        // Without a control group each process by itself is limited: better than nothing.
        long data = group.missing().contains(Controller.MEMORY) ? limits.memory() / 1024 : 0;
        String blocks = Long.toString(limits.disk() / 512);
        argv.addAll(List.of("sh", "-c", supervisor, "duru-job", blocks, Long.toString(data)));
        return argv;
    }

    /** Whether {@code true} can be started behind these words. */
    private static boolean works(List<String> prefix) {
        List<String> argv = new ArrayList<>(prefix);
        argv.add("true");
        try {
            Process probe =
                    new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether this process ignores signals that stop steps, by the kernel's own account. */
    private static boolean signalsIgnored() {
        long stopping = 1L << (1 - 1) | 1L << (2 - 1) | 1L << (3 - 1) | 1L << (15 - 1);
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("SigIgn:")) {
                    return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & stopping) != 0;
                }
            }
            return true;
        } catch (IOException | NumberFormatException e) {
            return true;
        }
    }

    private static String supervisorScript() {
        try (InputStream in = Sandboxes.class.getResourceAsStream("supervisor.sh")) {
            if (in == null) {
                throw new IllegalStateException("supervisor.sh is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        starter.shutdownNow();
        cgroups.close();
    }
}

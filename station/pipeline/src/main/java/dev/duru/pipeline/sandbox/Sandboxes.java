package dev.duru.pipeline.sandbox;

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

/** Opens sandboxes on this machine. */
public final class Sandboxes implements AutoCloseable {
    /** How a job is kept apart from the rest of the machine. */
    public enum Kind {
        /** Own PID space, read-only machine, own /tmp, Duru's data out of sight. */
        BUBBLEWRAP,
        /** A process in a session of its own, which sees what Duru sees. */
        PLAIN
    }

    /**
     * What a job may see.
     *
     * @param folder the job's own folder, the only one that it can write to besides /tmp
     * @param writable further folders that it can write to
     * @param hidden folders and files that it must not see; those that do not exist are skipped
     * @param name names the job, unique on this machine
     */
    public record View(Path folder, List<Path> writable, List<Path> hidden, String name) {}

    /**
     * A Duru that was started in the background ignores SIGINT, and so would every job below it: a
     * shell cannot take back what was ignored when it started. GNU env can.
     */
    private static final List<String> DEFAULT_SIGNALS =
            List.of("env", "--default-signal=INT,QUIT,HUP,TERM");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Kind kind;
    private final String supervisor;
    private final List<String> defaultSignals;

    /**
     * The kernel tells bubblewrap of its parent's death when the thread that started it ends, so
     * one thread that lives as long as this object starts them all.
     */
    private final ExecutorService starter =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("sandbox-starter").factory());

    /** Takes bubblewrap where it works. */
    public Sandboxes() {
        this(bubblewrapWorks() ? Kind.BUBBLEWRAP : Kind.PLAIN);
    }

    public Sandboxes(Kind kind) {
        this.kind = kind;
        this.supervisor = supervisorScript();
        this.defaultSignals = works(DEFAULT_SIGNALS) ? DEFAULT_SIGNALS : List.of();
    }

    public Kind kind() {
        return kind;
    }

    /** Starts a job's supervisor. */
    public Sandbox open(View view) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        try {
            Path launches = Files.createDirectories(view.folder().resolve("launch"));
            Path errors = launches.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(argv(view));
            Map<String, String> environment = builder.environment();
            String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
            environment.clear();
            environment.put("PATH", path);
            String mark = view.name();
            if (kind == Kind.PLAIN) {
                environment.put(ProcessTree.MARK, mark);
            }
            builder.directory(view.folder().toFile()).redirectError(errors.toFile());
            Process process = starter.submit(builder::start).get();
            ProcessTree tree = new ProcessTree(process.toHandle(), kind == Kind.BUBBLEWRAP, mark);
            Sandbox sandbox = new Sandbox(process, tree, token, launches);
            sandbox.awaitReady(errors);
            return sandbox;
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxException("the job's sandbox did not start: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new SandboxException("the job's sandbox did not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a sandbox was starting");
        }
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
                .ifPresent(handle -> new ProcessTree(handle, false, name).end());
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

    private List<String> argv(View view) {
        List<String> argv = new ArrayList<>(defaultSignals);
        switch (kind) {
            case PLAIN -> argv.add("setsid");
            case BUBBLEWRAP -> {
                argv.addAll(List.of("bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
                argv.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
                argv.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
                argv.addAll(List.of("--tmpfs", "/tmp"));
                if (Files.isDirectory(Path.of("/dev/shm"))) {
                    argv.addAll(List.of("--tmpfs", "/dev/shm"));
                }
                view.hidden().forEach(path -> hide(path.toAbsolutePath().normalize(), argv));
                bind(view.folder(), argv);
                view.writable().forEach(path -> bind(path, argv));
                argv.addAll(List.of("--chdir", view.folder().toString()));
            }
        }
        argv.addAll(List.of("sh", "-c", supervisor, "duru-job"));
        return argv;
    }

    private static void hide(Path path, List<String> argv) {
        if (Files.isDirectory(path)) {
            argv.addAll(List.of("--tmpfs", path.toString()));
        } else if (Files.exists(path)) {
            argv.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
        }
    }

    private static void bind(Path path, List<String> argv) {
        argv.addAll(List.of("--bind", path.toString(), path.toString()));
    }

    private static boolean bubblewrapWorks() {
        return works(
                List.of(
                        "bwrap",
                        "--unshare-pid",
                        "--die-with-parent",
                        "--ro-bind",
                        "/",
                        "/",
                        "--dev",
                        "/dev",
                        "--proc",
                        "/proc",
                        "--tmpfs",
                        "/tmp"));
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
    }
}

package dev.duru.edge;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Starts the edge as a process that outlives its parent, and finds it again after the parent's
 * restart. Who runs is told by {@code state.json} in the data folder; it counts only if the process
 * has that start time and answers on the control port with that instance's name.
 */
public final class EdgeProcess {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);
    private static final long LOG_LIMIT = 4 << 20;

    /** Of the environment; whatever else the parent was told, the edge need not know. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");

    private final Settings settings;
    private final EdgeFolder folder;

    /**
     * What is needed to start an edge.
     *
     * @param dataFolder the edge's own, made if absent
     * @param listenHost address of the data listener: {@code 0.0.0.0} for everybody
     * @param listenPort of the data listener; 0 takes a free one and keeps it
     * @param java the java program
     * @param classPath with which {@link EdgeMain} runs
     * @param jvmOptions after the default ones, for example an AOT cache
     */
    public record Settings(
            Path dataFolder,
            String listenHost,
            int listenPort,
            Path java,
            String classPath,
            List<String> jvmOptions) {
        /** Copies the options. */
        public Settings {
            jvmOptions = List.copyOf(jvmOptions);
        }

        /** With the java program and class path of this process. */
        public static Settings likeThisProcess(Path dataFolder, String listenHost, int listenPort) {
            return new Settings(
                    dataFolder,
                    listenHost,
                    listenPort,
                    Path.of(System.getProperty("java.home", ""), "bin", "java"),
                    System.getProperty("java.class.path", ""),
                    List.of());
        }
    }

    /**
     * An edge that runs.
     *
     * @param dataPort where clients connect
     */
    public record Running(long pid, int dataPort, int controlPort, String token) {
        /** A client for it. */
        public EdgeClient client() {
            return new EdgeClient(controlPort, token);
        }
    }

    /** For the edge of one data folder. */
    public EdgeProcess(Settings settings) {
        this.settings = settings;
        this.folder = new EdgeFolder(settings.dataFolder());
    }

    /** The edge of this folder, if it runs and answers. */
    public Optional<Running> running() {
        try {
            Optional<EdgeFolder.State> state = folder.state();
            Optional<String> token = folder.token();
            if (state.isEmpty() || token.isEmpty() || process(state.get()).isEmpty()) {
                return Optional.empty();
            }
            EdgeFolder.State s = state.get();
            try (EdgeClient client = new EdgeClient(s.controlPort(), token.get())) {
                if (!client.ping().instance().equals(s.instance())) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Running(s.pid(), s.dataPort(), s.controlPort(), token.get()));
        } catch (EdgeException notOurs) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EdgeException("cannot read " + settings.dataFolder() + ": " + e, e);
        }
    }

    /**
     * Adopts the running edge or starts one. To be called again whenever it may have died.
     *
     * @throws EdgeException when it does not start; the message ends with its last output
     */
    public synchronized Running ensureRunning() {
        Optional<Running> found = running();
        if (found.isPresent()) {
            return isThisProgram() ? found.get() : upgrade();
        }
        return start(0);
    }

    private boolean isThisProgram() {
        try {
            String own = Program.of(absolute(settings.classPath()));
            return folder.state().filter(s -> own.equals(s.program())).isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Starts an edge of this program in the place of the one that runs. It takes the sockets over,
     * so that no connection fails; where it cannot (no native transport, an edge of before there
     * was a hand-over) the running one ends first.
     *
     * @throws EdgeException when it does not start
     */
    public synchronized Running upgrade() {
        Optional<Running> before = running();
        if (before.isEmpty()) {
            return start(0);
        }
        long pid = before.get().pid();
        if (!Files.exists(folder.handover(pid))) {
            stop(Duration.ofSeconds(15));
            return start(0);
        }
        return start(pid);
    }

    /** Starts it, in the place of another one if its process number is not 0. */
    private Running start(long before) {
        try {
            folder.create();
            rotateLog();
            Process process = launch(before != 0);
            long deadline = System.nanoTime() + START.toNanos();
            while (System.nanoTime() < deadline) {
                Optional<Running> up = running();
                if (up.isPresent() && up.get().pid() != before) {
                    return up.get();
                }
                if (!process.isAlive()) {
                    break;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            }
            Optional<Running> late = running().filter(up -> up.pid() != before);
            return late.orElseThrow(
                    () -> new EdgeException("the edge did not start: " + lastOutput()));
        } catch (IOException e) {
            throw new EdgeException("the edge cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Ends the running edge: it answers what is in flight first.
     *
     * @param patience after which it is killed
     */
    public synchronized void stop(Duration patience) {
        try {
            Optional<ProcessHandle> process = folder.state().flatMap(EdgeProcess::process);
            if (process.isPresent()) {
                process.get().destroy();
                if (!ended(process.get(), patience)) {
                    process.get().destroyForcibly();
                    ended(process.get(), Duration.ofSeconds(5));
                }
            }
        } catch (IOException e) {
            throw new EdgeException("cannot read " + settings.dataFolder() + ": " + e, e);
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static Optional<ProcessHandle> process(EdgeFolder.State state) {
        return ProcessHandle.of(state.pid())
                .filter(ProcessHandle::isAlive)
                .filter(handle -> {
                    Instant written = Instant.ofEpochMilli(state.startedAtMillis());
                    return handle.info()
                            .startInstant()
                            .map(seen ->
                                    Duration.between(written, seen).abs().compareTo(CLOCK_SLACK)
                                            <= 0)
                            .orElse(false);
                });
    }

    private Process launch(boolean takeOver) throws IOException {
        List<String> command = new ArrayList<>();
        for (Path setsid : List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"))) {
            if (command.isEmpty() && Files.isExecutable(setsid)) {
                command.add(setsid.toString());
            }
        }
        command.add(settings.java().toString());
        command.addAll(
                List.of(
                        "-Xms16m",
                        "-Xmx64m",
                        "-Xss512k",
                        "-XX:TrimNativeHeapInterval=30000",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dio.netty.allocator.type=pooled",
                        "-Dio.netty.allocator.maxOrder=6",
                        // It writes down where one buffer in 128 was made and used.
                        "-Dio.netty.leakDetection.level=disabled",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(settings.jvmOptions());
        command.addAll(
                List.of(
                        "-cp",
                        absolute(settings.classPath()),
                        EdgeMain.class.getName(),
                        "--data",
                        settings.dataFolder().toAbsolutePath().toString(),
                        "--listen",
                        settings.listenHost() + ":" + settings.listenPort()));
        if (takeOver) {
            command.add("--take-over");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(INHERITED);
        return builder.directory(settings.dataFolder().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .start();
    }

    /** The edge has a working directory of its own, so relative entries would lead nowhere. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void rotateLog() throws IOException {
        Path log = folder.log();
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling("edge.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String lastOutput() {
        try {
            List<String> lines = Files.readAllLines(folder.log(), StandardCharsets.UTF_8);
            String last = lines.isEmpty() ? "" : lines.getLast();
            int reason = last.indexOf(EdgeMain.REASON);
            return reason >= 0
                    ? last.substring(reason + EdgeMain.REASON.length())
                    : String.join(
                            "\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "(its output cannot be read: " + e.getMessage() + ")";
        }
    }
}

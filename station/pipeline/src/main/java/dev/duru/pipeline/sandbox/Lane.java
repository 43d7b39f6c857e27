package dev.duru.pipeline.sandbox;

import dev.duru.pipeline.files.OwnFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Processes beside the steps of a sandbox, one at a time. A supervisor of its own, a child of the
 * sandbox's, takes launch files from one named pipe; what they print, and the reports of their
 * ends, come through another.
 */
final class Lane implements StepHost {
    /** A shell makes what it starts beside itself deaf to SIGINT; GNU env takes that back. */
    static final List<String> HEARING = List.of("/usr/bin/env", "--default-signal=INT,QUIT");

    private final Sandbox sandbox;
    private final Path launch;
    private final Path in;
    private final Path out;
    private final Within within;
    private final Object key;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private @Nullable RandomAccessFile orders;
    private @Nullable InputStream output;
    private @Nullable OutputReader reader;

    /**
     * What it needs to know of its sandbox.
     *
     * @param before what a launch begins with
     * @param parent the process that started its own supervisor
     */
    record Within(String token, List<String> before, Supplier<Optional<ProcessHandle>> parent) {}

    /**
     * A process.
     *
     * @param known those of it that were seen
     */
    private record Running(CountDownLatch ended, Set<ProcessHandle> known) {}

    Lane(Sandbox sandbox, Path launch, Within within) {
        this.sandbox = sandbox;
        this.launch = launch;
        this.in = launch.resolveSibling(launch.getFileName() + ".in");
        this.out = launch.resolveSibling(launch.getFileName() + ".out");
        this.within = within;
        this.key = makePipes();
    }

    private Object makePipes() {
        try {
            Process mkfifo =
                    new ProcessBuilder("mkfifo", "-m", "600", in.toString(), out.toString())
                            .start();
            if (!mkfifo.waitFor(10, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
                throw new SandboxException("mkfifo could not make " + out);
            }
            return Objects.requireNonNull(
                    Files.readAttributes(out, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            throw new SandboxException("a step cannot run beside others: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while pipes were made");
        }
    }

    /** Has its supervisor started. */
    void open(Consumer<String> supervisor) {
        try {
            supervisor.accept("&" + launch);
            // Opened for both so that nobody waits for the other end.
            orders = new RandomAccessFile(in.toFile(), "rw");
            // Opened when the supervisor opens its end, or by release().
            InputStream opened = new FileInputStream(out.toFile());
            output = opened;
            reader = new OutputReader(opened, within.token());
        } catch (IOException e) {
            throw new SandboxException("a step cannot run beside others: " + e.getMessage());
        }
    }

    @Override
    public long pid() {
        return sandbox.pid();
    }

    @Override
    public Instant startedAt() {
        return sandbox.startedAt();
    }

    @Override
    public PathView paths() {
        return sandbox.paths();
    }

    @Override
    public Map<String, String> environment() {
        return sandbox.environment();
    }

    @Override
    public boolean has(String program, String searchPath) {
        return sandbox.has(program, searchPath);
    }

    @Override
    public int run(Commands command, LineSink sink) {
        Running now = new Running(new CountDownLatch(1), ConcurrentHashMap.newKeySet());
        running.set(now);
        try {
            OwnFiles.write(launch, command.launchFile(within.before()));
            send(launch.toString());
            String report = Objects.requireNonNull(reader).untilReport(sink);
            if (report == null) {
                throw new SandboxException(
                        "the job's supervisor ended while a step ran in the background");
            }
            return Integer.parseInt(report);
        } catch (IOException e) {
            throw new SandboxException("the job's supervisor is gone: " + e.getMessage());
        } finally {
            running.set(null);
            now.ended().countDown();
        }
    }

    private void send(String line) {
        try {
            Objects.requireNonNull(orders).write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new SandboxException("the job's supervisor is gone: " + e.getMessage());
        }
    }

    @Override
    public StepHost beside() {
        return sandbox.lane(this::send, this::holder);
    }

    @Override
    public void stopStep(StopLadder ladder) {
        Running now = running.get();
        if (now != null) {
            ladder.stop(name -> ProcessTree.signal(name, processes(now)), now.ended());
            // Who was left alone by the end of its parent belongs to the step all the same.
            ProcessTree.signal("KILL", now.known());
        }
    }

    /** The living processes of the step, and those that were seen to be some before. */
    private Collection<ProcessHandle> processes(Running now) {
        holder().ifPresent(holder -> holder.descendants().forEach(now.known()::add));
        now.known().removeIf(process -> !process.isAlive());
        return now.known();
    }

    /** The process of its own supervisor. */
    private Optional<ProcessHandle> holder() {
        return within.parent().get().flatMap(parent -> ProcessTree.writer(parent, key));
    }

    /** All processes of it, for others to leave alone. */
    Set<ProcessHandle> all() {
        Set<ProcessHandle> all = new HashSet<>();
        Running now = running.get();
        if (now != null) {
            all.addAll(processes(now));
        }
        holder().ifPresent(all::add);
        return all;
    }

    /** Lets go of who waits for a supervisor that is gone. */
    void release() {
        if (Files.exists(out)) {
            try (RandomAccessFile both = new RandomAccessFile(out.toFile(), "rw")) {
                both.write('\n');
            } catch (IOException e) {
                throw new SandboxException("a step in the background cannot be ended: " + e);
            }
        }
    }

    /** Ends what runs; its supervisor ends with its pipe. */
    @Override
    public void close() {
        stopStep(StopLadder.KILL);
        sandbox.forget(this);
        try (RandomAccessFile writing = orders;
                InputStream reading = output) {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        } catch (IOException e) {
            throw new SandboxException("the pipes of a step stay behind: " + e.getMessage());
        }
    }
}

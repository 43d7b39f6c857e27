package dev.duru.pipeline.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The process tree of one job on this machine. */
public final class Sandbox implements StepHost {
    private final Process process;
    private final ProcessTree tree;
    private final OutputReader output;
    private final Path launches;
    private final AtomicReference<@Nullable CountDownLatch> running = new AtomicReference<>();
    private int launched;

    Sandbox(Process process, ProcessTree tree, String token, Path launches) {
        this.process = process;
        this.tree = tree;
        this.launches = launches;
        this.output = new OutputReader(process.getInputStream(), token);
        send(token);
    }

    /** Waits until the supervisor is there. */
    void awaitReady(Path errors) {
        try {
            if (output.untilReport((line, ended) -> {}) == null) {
                close();
                throw new SandboxException(
                        "the job's sandbox did not start: "
                                + Files.readString(errors, StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
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
        Path launch = launches.resolve("launch" + launched++ % 2);
        running.set(ended);
        try {
            Files.writeString(launch, command.launchFile(), StandardCharsets.UTF_8);
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
    public void stopStep(StopLadder ladder) {
        CountDownLatch ended = running.get();
        if (ended != null) {
            ladder.stop(tree::signal, ended);
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
    }

    @Override
    public void close() {
        tree.end();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The other end is dead, which is what was wanted.
            return;
        }
    }
}

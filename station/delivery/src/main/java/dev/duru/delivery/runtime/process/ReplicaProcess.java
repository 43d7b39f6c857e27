package dev.duru.delivery.runtime.process;

import dev.duru.delivery.Replica;
import dev.duru.delivery.runtime.local.Health;
import dev.duru.delivery.runtime.local.HealthProbe;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Restarts;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One replica: started, watched, started again with back-off when it ends, asked to end. Used by
 * one thread at a time.
 */
final class ReplicaProcess {
    private static final long OUTPUT_LIMIT = 64L << 20;

    private final int index;
    private final ReplicaFolder folder;
    private final Health health;
    private final InstantSource clock;
    private Restarts restarts;
    private @Nullable Pid pid;
    private int port;
    private boolean ending;

    /** Takes over what the folder says is running. */
    ReplicaProcess(int index, ReplicaFolder folder, HealthProbe probe, InstantSource clock) {
        this.index = index;
        this.folder = folder;
        this.health = new Health(probe);
        this.clock = clock;
        this.restarts = folder.starts();
        this.pid = pid(folder).filter(Pid::alive).orElse(null);
        this.port = folder.port().orElse(0);
        this.ending = folder.stopping().isPresent();
    }

    /** Starts it when it does not run and its pause is over. */
    void keepRunning(IntFunction<Launch> launch) {
        Pid running = pid;
        if (running != null && running.alive()) {
            return;
        }
        if (running != null) {
            Signals.kill(running);
            pid = null;
            health.reset();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (now.isBefore(restarts.due(now))) {
            return;
        }
        restarts = restarts.with(now);
        port = freePort();
        ending = false;
        folder.keepStart(port, restarts);
        start(launch.apply(port));
    }

    /** The process that runs, or ran, here; written by the launcher itself. */
    private static Optional<Pid> pid(ReplicaFolder folder) {
        return folder.text("pid").flatMap(Pid::parse);
    }

    private void start(Launch launch) {
        health.reset();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(launch.command())
                            .directory(launch.workingDir().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
            builder.environment().clear();
            builder.environment().putAll(launch.env());
            Process process = builder.start();
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (pid(folder).isEmpty() && process.isAlive() && System.nanoTime() < patience) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            pid = pid(folder).orElse(null);
        } catch (IOException e) {
            throw ProblemException.resource("a process could not be started: " + e.getMessage());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw ProblemException.resource("there is no free port: " + e.getMessage());
        }
    }

    /** How it is now; asks for its health on the side. */
    Replica look(@Nullable String healthPath) {
        Instant now = clock.instant();
        boolean alive = pid != null && pid.alive();
        if (!alive) {
            health.reset();
        } else if (!ending && health.look(address(), healthPath, now)) {
            folder.boundOutput(OUTPUT_LIMIT);
        }
        Replica.State state =
                !alive
                        ? Replica.State.DEAD
                        : health.healthy() && !ending
                                ? Replica.State.HEALTHY
                                : Replica.State.STARTING;
        int recent = restarts.recent(now);
        return new Replica(
                index,
                state,
                address(),
                restarts.first(now),
                recent,
                health.healthy() && recent == 0 ? "" : restarts.named(now) + detail(alive));
    }

    private String address() {
        return port == 0 || ending ? "" : "127.0.0.1:" + port;
    }

    private String detail(boolean alive) {
        String what = alive ? restarted() : ended(folder.exit().orElse(""));
        String lines = folder.lastLines();
        return lines.isEmpty()
                ? what + "; it printed nothing"
                : what + "; its last lines:\n" + lines;
    }

    private String restarted() {
        String now = health.words();
        return !restarts.again()
                ? now
                : ended(folder.ended().orElse("")) + " and was started again; " + now;
    }

    private static String ended(String code) {
        return code.isEmpty() ? "it was killed" : "it ended with exit code " + code;
    }

    /** Asks it to end, later makes it end; whether it has ended. */
    boolean stop(Duration grace) {
        Pid running = pid;
        if (running == null || !running.alive()) {
            if (running != null) {
                Signals.kill(running);
            }
            folder.forget();
            return true;
        }
        Instant now = clock.instant();
        Instant asked = folder.stopping().orElse(null);
        if (asked == null) {
            ending = true;
            folder.keepStopping(now);
            Signals.terminate(running);
        } else if (now.isAfter(asked.plus(grace))) {
            Signals.kill(running);
        }
        return false;
    }
}

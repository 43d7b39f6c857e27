package dev.duru.delivery.runtime.process;

import dev.duru.delivery.Replica;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Watched;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
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
    private final Watched watched;
    private final ReplicaFolder folder;
    private @Nullable Pid pid;
    private int port;
    private boolean ending;

    /** Takes over what the folder says is running. */
    ReplicaProcess(Watched watched) {
        this.watched = watched;
        this.folder = watched.folder();
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
            watched.ended();
        }
        if (!watched.due()) {
            return;
        }
        port = freePort();
        ending = false;
        watched.begin(port);
        start(launch.apply(port));
    }

    /** The process that runs, or ran, here; written by the launcher itself. */
    private static Optional<Pid> pid(ReplicaFolder folder) {
        return folder.text("pid").flatMap(Pid::parse);
    }

    private void start(Launch launch) {
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
        boolean alive = pid != null && pid.alive();
        return watched.look(alive, port == 0 || ending ? "" : "127.0.0.1:" + port, healthPath);
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
        Instant now = watched.now();
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

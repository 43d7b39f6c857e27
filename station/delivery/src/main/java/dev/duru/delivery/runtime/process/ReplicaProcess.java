package dev.duru.delivery.runtime.process;

import dev.duru.cgroups.Cgroups;
import dev.duru.delivery.Replica;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Watched;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One replica: started, watched, started again with back-off when it ends, asked to end. Used by
 * one thread at a time.
 */
final class ReplicaProcess {
    private final Watched watched;
    private final ReplicaFolder folder;
    private final Confines confines;
    private @Nullable Pid pid;
    private int port;
    private boolean ending;

    /** Takes over what the folder says is running. */
    ReplicaProcess(Watched watched, Cgroups groups) {
        this.watched = watched;
        this.folder = watched.folder();
        this.confines = new Confines(folder, groups);
        this.pid = pid(folder).filter(Pid::alive).orElse(null);
        this.port = folder.port().orElse(0);
        this.ending = folder.stopping().isPresent();
        if (pid == null) {
            noteBreach();
        }
    }

    /** Starts it when it does not run and its pause is over. */
    void keepRunning(Start how) {
        Pid running = pid;
        if (running != null && running.alive()) {
            return;
        }
        if (running != null) {
            Signals.kill(running);
            noteBreach();
            pid = null;
            watched.ended();
        }
        if (!confines.end() || !watched.due()) {
            return;
        }
        port = freePort();
        ending = false;
        watched.begin(port);
        List<Path> entrances =
                confines.open(how.most(), how.sandbox(), watched.now().toEpochMilli());
        start(how.launch(new Launch.Place(folder.path(), entrances), port));
    }

    /**
     * What is the same for each start of a release's processes.
     *
     * @param most what each may use
     * @param launches builds the command line for a place and a port
     */
    record Start(
            Hosting.Resources most,
            Sandbox sandbox,
            BiFunction<Launch.Place, Integer, Launch> launches) {
        Launch launch(Launch.Place place, int port) {
            return launches.apply(place, port);
        }
    }

    /** Its end is told together with the limit that it met. */
    private void noteBreach() {
        String breach = confines.breached();
        String exit = folder.exit().orElse("");
        if (!breach.isEmpty() && (exit.isEmpty() || exit.matches("\\d+"))) {
            folder.write(
                    "exit",
                    (exit.isEmpty() ? "it was killed" : "it ended with exit code " + exit)
                            + ": "
                            + breach);
        }
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
        if (pid != null && !alive) {
            noteBreach();
        }
        return watched.look(alive, port == 0 || ending ? "" : "127.0.0.1:" + port, healthPath);
    }

    /** Asks it to end, later makes it end; whether it has ended. */
    boolean stop(Duration grace) {
        Pid running = pid;
        if (running == null || !running.alive()) {
            if (running != null) {
                Signals.kill(running);
            }
            if (!confines.end()) {
                return false;
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

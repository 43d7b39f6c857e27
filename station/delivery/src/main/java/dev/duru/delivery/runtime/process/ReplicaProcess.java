package dev.duru.delivery.runtime.process;

import dev.duru.delivery.Replica;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One replica: started, watched, started again with back-off when it ends, asked to end. Used by
 * one thread at a time.
 */
final class ReplicaProcess {
    private static final Duration RECENT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration PROBE_AGAIN = Duration.ofSeconds(3);
    private static final int PROBES_UNTIL_SICK = 3;
    private static final int KEPT_STARTS = 50;
    private static final long OUTPUT_LIMIT = 64L << 20;

    private final int index;
    private final ReplicaFolder folder;
    private final HealthProbe probe;
    private final InstantSource clock;
    private List<Instant> starts;
    private @Nullable Pid pid;
    private int port;
    private boolean healthy;
    private int badProbes;
    private String sick = "it has not answered yet";
    private Instant probedAt = Instant.EPOCH;
    private @Nullable CompletableFuture<String> asking;

    /** Takes over what the folder says is running. */
    ReplicaProcess(int index, ReplicaFolder folder, HealthProbe probe, InstantSource clock) {
        this.index = index;
        this.folder = folder;
        this.probe = probe;
        this.clock = clock;
        this.starts = folder.starts();
        this.pid = folder.pid().filter(Pid::alive).orElse(null);
        this.port = folder.port().orElse(0);
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
            healthy = false;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!starts.isEmpty() && now.isBefore(starts.getLast().plus(pause(now)))) {
            return;
        }
        List<Instant> more = new ArrayList<>(starts);
        more.add(now);
        if (more.size() > KEPT_STARTS) {
            more.remove(1);
        }
        starts = List.copyOf(more);
        port = freePort();
        folder.keepStart(port, starts);
        start(launch.apply(port));
    }

    /** Each start of the last minutes doubles the pause before the next one. */
    private Duration pause(Instant now) {
        int recent = recentRestarts(now);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(recent, 8));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private int recentRestarts(Instant now) {
        Instant since = now.minus(RECENT);
        return (int) starts.stream().skip(1).filter(s -> s.isAfter(since)).count();
    }

    private void start(Launch launch) {
        healthy = false;
        badProbes = 0;
        asking = null;
        probedAt = Instant.EPOCH;
        sick = "it has not answered yet";
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
            while (folder.pid().isEmpty() && process.isAlive() && System.nanoTime() < patience) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            pid = folder.pid().orElse(null);
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
        if (alive) {
            probe(healthPath, now);
        } else {
            healthy = false;
        }
        Replica.State state =
                !alive
                        ? Replica.State.DEAD
                        : healthy ? Replica.State.HEALTHY : Replica.State.STARTING;
        return new Replica(
                index,
                state,
                port == 0 ? "" : "127.0.0.1:" + port,
                starts.isEmpty() ? now : starts.getFirst(),
                recentRestarts(now),
                state == Replica.State.HEALTHY && recentRestarts(now) == 0 ? "" : detail(alive));
    }

    private void probe(@Nullable String healthPath, Instant now) {
        CompletableFuture<String> answer = asking;
        if (answer != null) {
            if (!answer.isDone()) {
                return;
            }
            String wrong = answer.join();
            asking = null;
            if (wrong.isEmpty()) {
                healthy = true;
                badProbes = 0;
            } else {
                sick = wrong;
                badProbes++;
                healthy = healthy && badProbes < PROBES_UNTIL_SICK;
            }
        }
        if (!healthy || now.isAfter(probedAt.plus(PROBE_AGAIN))) {
            probedAt = now;
            folder.boundOutput(OUTPUT_LIMIT);
            asking = probe.ask(port, healthPath);
        }
    }

    private String detail(boolean alive) {
        String what = alive ? restarted() : ended(folder.exit().orElse(""));
        String lines = folder.lastLines();
        return lines.isEmpty()
                ? what + "; it printed nothing"
                : what + "; its last lines:\n" + lines;
    }

    private String restarted() {
        String now = healthy ? "it answers" : sick;
        return starts.size() < 2
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
            folder.keepStopping(now);
            Signals.terminate(running);
        } else if (now.isAfter(asked.plus(grace))) {
            Signals.kill(running);
        }
        return false;
    }
}

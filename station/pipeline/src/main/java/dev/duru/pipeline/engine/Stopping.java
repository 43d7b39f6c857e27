package dev.duru.pipeline.engine;

import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.sandbox.StopLadder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops what a job is doing: the step that runs when the job is cancelled or takes too long, or
 * just a step that takes too long. The job's thread says {@link #noticed} when it has seen that the
 * job is cancelled; steps that it starts after that are for cleaning up and get a limit of their
 * own.
 */
final class Stopping implements AutoCloseable {
    private final StopLadder ladder;
    private final Duration cleanupLimit;
    private final CountDownLatch noticed = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean requested = new AtomicBoolean();
    private final AtomicReference<@Nullable StepHost> host = new AtomicReference<>();
    private final AtomicReference<String> reached = new AtomicReference<>("");
    private final Set<Stopping> beside = ConcurrentHashMap.newKeySet();
    private final Set<Stopping> around;
    private volatile String reason = "";

    Stopping(StopLadder ladder, Duration cleanupLimit) {
        this(ladder, cleanupLimit, Set.of());
    }

    private Stopping(StopLadder ladder, Duration cleanupLimit, Set<Stopping> around) {
        this.around = around;
        this.ladder = ladder;
        this.cleanupLimit = cleanupLimit;
    }

    void use(StepHost opened) {
        host.set(opened);
    }

    /**
     * For a step in the background: it stops with the job, or alone. Close it when the step has
     * ended. One that begins after the job was cancelled is for cleaning up.
     */
    Stopping beside(StepHost lane) {
        Stopping other = new Stopping(ladder, cleanupLimit, beside);
        other.use(lane);
        beside.add(other);
        if (requested() && noticed.getCount() > 0) {
            other.stop(reason);
        }
        return other;
    }

    /** Why the job was stopped, or {@code ""}. */
    String reason() {
        return reason;
    }

    boolean requested() {
        return requested.get();
    }

    void noticed() {
        noticed.countDown();
    }

    /** Stops the job; returns at once. */
    void stop(String why) {
        if (requested.compareAndSet(false, true)) {
            reason = why;
            beside.forEach(other -> other.stop(why));
            Thread.ofVirtual().name("job-stop").start(this::stopNow);
        }
    }

    private void stopNow() {
        try {
            do {
                StepHost open = host.get();
                if (open != null && noticed.getCount() > 0) {
                    open.stopStep(ladder);
                }
            } while (!noticed.await(50, TimeUnit.MILLISECONDS) && over.getCount() > 0);
            if (!over.await(cleanupLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                StepHost open = host.get();
                if (open != null) {
                    open.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job has reached a limit: the step that runs is killed, and fails with this message. */
    void exceeded(String message) {
        if (reached.compareAndSet("", message)) {
            beside.forEach(other -> other.exceeded(message));
            Thread.ofVirtual().name("job-limit").start(this::killStep);
        }
    }

    private void killStep() {
        StepHost open = host.get();
        if (open != null) {
            open.stopStep(StopLadder.KILL);
        }
    }

    /** Looks whether a limit was reached of which nobody else tells. */
    void look() {
        StepHost open = host.get();
        if (open == null) {
            return;
        }
        open.breach()
                .ifPresent(breach -> {
                    if (breach.stop()) {
                        exceeded(breach.message());
                    } else {
                        reached.compareAndSet("", breach.message());
                    }
                });
    }

    /** The limit that was reached since the last call, or {@code ""}. */
    String takeReached() {
        StepHost open = host.get();
        if (open != null) {
            open.breach().ifPresent(breach -> reached.compareAndSet("", breach.message()));
        }
        return reached.getAndSet("");
    }

    /** Ends everything at once. */
    void kill() {
        requested.set(true);
        beside.forEach(other -> other.requested.set(true));
        StepHost open = host.get();
        if (open != null) {
            open.close();
        }
    }

    /** Stops the job with this reason, and says so, when it is not over by then. */
    void limit(Duration duration, Runnable expired, String why) {
        Thread.ofVirtual()
                .name("job-limit")
                .start(() -> {
                    try {
                        if (!over.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                            expired.run();
                            stop(why);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** A limit for one step; close it when the step has ended. */
    StepLimit stepLimit(Duration duration) {
        return new StepLimit(duration);
    }

    /** Watches the time of one step. */
    final class StepLimit implements AutoCloseable {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean expired;

        private StepLimit(Duration duration) {
            Thread.ofVirtual().name("step-limit").start(() -> watch(duration));
        }

        private void watch(Duration duration) {
            try {
                if (ended.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                expired = true;
                do {
                    StepHost open = host.get();
                    if (open != null) {
                        open.stopStep(ladder);
                    }
                } while (!ended.await(50, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        boolean expired() {
            return expired;
        }

        @Override
        public void close() {
            ended.countDown();
        }
    }

    /** The job is over. */
    @Override
    public void close() {
        over.countDown();
        noticed.countDown();
        if (!around.isEmpty()) {
            around.remove(this);
        }
    }
}

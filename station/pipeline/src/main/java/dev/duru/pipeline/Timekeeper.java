package dev.duru.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does by the clock what is due: schedules, and the daily sweep. */
final class Timekeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);

    /** The longest sleep: somebody may set the clock meanwhile. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Schedules schedules;
    private final Retention retention;
    private final JobEnvironments environments;
    private final InstantSource clock;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean running = true;
    private @Nullable Thread thread;

    Timekeeper(
            Schedules schedules,
            Retention retention,
            JobEnvironments environments,
            InstantSource clock) {
        this.schedules = schedules;
        this.retention = retention;
        this.environments = environments;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("timekeeper").start(this::run);
    }

    /** Something may be due earlier than it was. */
    void wake() {
        signal.release();
    }

    private void run() {
        while (running) {
            Duration pause = LONGEST;
            try {
                Optional<Instant> schedule = schedules.fire();
                Optional<Instant> end = environments.stopDue();
                retention.sweepIfDue();
                for (Instant next : Stream.concat(schedule.stream(), end.stream()).toList()) {
                    Duration until = Duration.between(clock.instant(), next);
                    pause = until.compareTo(pause) < 0 ? until : pause;
                }
            } catch (RuntimeException e) {
                if (running) {
                    LOG.error("what was due could not be done; trying again", e);
                }
            }
            try {
                if (signal.tryAcquire(Math.max(50, pause.toMillis()), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        running = false;
        signal.release();
        Thread own = thread;
        try {
            if (own != null) {
                own.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

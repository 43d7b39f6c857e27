package dev.duru.delivery;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reconcile loop of one environment: one virtual thread that passes over its state again and
 * again, when it is woken or when the last pass said so. A pass that fails is tried again; it loses
 * nothing, since the next one begins from what is in the database.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(20);

    private final EnvironmentKey key;
    private final Function<EnvironmentKey, Duration> pass;
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;

    Lane(EnvironmentKey key, Function<EnvironmentKey, Duration> pass) {
        this.key = key;
        this.pass = pass;
        this.thread = Thread.ofVirtual().name("lane-" + key).start(this::run);
    }

    void wake() {
        signal.release();
    }

    void stop() {
        running = false;
        signal.release();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            Duration pause = once();
            try {
                if (signal.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration once() {
        try {
            return pass.apply(key);
        } catch (ProblemException e) {
            if (e.code() == Problem.Code.CONFLICT) {
                return AFTER_CONFLICT;
            }
            if (running) {
                LOG.warn("{}: {}", key, e.detail());
            }
            return AFTER_FAILURE;
        } catch (RuntimeException e) {
            if (running) {
                LOG.error("{} could not be brought forward; trying again", key, e);
            }
            return AFTER_FAILURE;
        }
    }
}

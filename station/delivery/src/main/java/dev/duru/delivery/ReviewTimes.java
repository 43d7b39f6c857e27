package dev.duru.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends environments of branches and merge requests when their time is over. */
final class ReviewTimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewTimes.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final EndReview ends;
    private final InstantSource clock;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean closed;

    ReviewTimes(EndReview ends, InstantSource clock) {
        this.ends = ends;
        this.clock = clock;
    }

    EndReview ends() {
        return ends;
    }

    void start() {
        Thread.ofVirtual().name("delivery-reviews").start(this::run);
    }

    /** There may be another time to wait for. */
    void wake() {
        signal.release();
    }

    private void run() {
        while (!closed) {
            Duration pause = once();
            try {
                if (signal.tryAcquire(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration once() {
        Instant now = clock.instant();
        try {
            Optional<Instant> next = ends.due(now);
            return next.map(at -> Duration.between(now, at))
                    .filter(left -> left.compareTo(LONGEST) < 0)
                    .orElse(LONGEST);
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("environments whose time is over could not be ended; trying again", e);
            }
            return AGAIN;
        }
    }

    @Override
    public void close() {
        closed = true;
        signal.release();
    }
}

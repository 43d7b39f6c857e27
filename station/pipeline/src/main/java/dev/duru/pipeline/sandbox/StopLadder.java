package dev.duru.pipeline.sandbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a step is stopped: SIGINT, then SIGTERM, then SIGKILL, each after the one before had its
 * time.
 *
 * @param afterInterrupt how long a step may take after SIGINT
 * @param afterTerminate how long a step may take after SIGTERM
 */
public record StopLadder(Duration afterInterrupt, Duration afterTerminate) {
    /** The times that GitHub's runner gives: 7.5 and 2.5 seconds. */
    public static final StopLadder DEFAULT =
            new StopLadder(Duration.ofMillis(7500), Duration.ofMillis(2500));

    void stop(ProcessTree tree, CountDownLatch ended) {
        try {
            tree.signal("INT");
            if (ended.await(afterInterrupt.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            tree.signal("TERM");
            if (ended.await(afterTerminate.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            // Steps that fork while they are killed need more than one round.
            do {
                tree.signal("KILL");
            } while (!ended.await(200, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

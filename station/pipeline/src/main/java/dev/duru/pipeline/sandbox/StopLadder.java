package dev.duru.pipeline.sandbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    /** SIGKILL at once. */
    public static final StopLadder KILL = new StopLadder(Duration.ZERO, Duration.ZERO);

    /**
     * Climbs down until the step has ended.
     *
     * @param signal sends a signal by its name, such as INT, to all processes of the step
     * @param ended opens when the step has ended
     */
    public void stop(Consumer<String> signal, CountDownLatch ended) {
        try {
            signal.accept("INT");
            if (ended.await(afterInterrupt.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            signal.accept("TERM");
            if (ended.await(afterTerminate.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            // Steps that fork while they are killed need more than one round.
            do {
                signal.accept("KILL");
            } while (!ended.await(200, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

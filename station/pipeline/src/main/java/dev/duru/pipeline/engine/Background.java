package dev.duru.pipeline.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does what no slot should wait for: opens the places of the jobs that are next, clears the places
 * of those that are over, and writes down how they ended. On platform threads, since most of it
 * waits in the kernel.
 */
final class Background implements Executor, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    5,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("job-background-", 0).factory());
    private final Semaphore clearing;

    /**
     * @param places how many places of jobs that are over may be there at a time
     */
    Background(int places) {
        this.clearing = new Semaphore(places);
    }

    /** Runs it soon; when all is being closed, at once and here. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** {@link #execute}; waits first while too many places are being cleared. */
    void clear(Runnable task) {
        clearing.acquireUninterruptibly();
        execute(() -> {
            try {
                task.run();
            } finally {
                clearing.release();
            }
        });
    }

    /** Waits for what has begun. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.duru.dialects.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gives inputs to targets on a thread of their own, and says how that went. */
final class Watchdog implements AutoCloseable {
    /** As large as the stacks of the threads that the server uses. */
    private static final long STACK_BYTES = 1024 * 1024;

    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    private final Duration limit;
    private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
    private ExecutorService threads = fresh();

    Watchdog(Duration limit) {
        this.limit = limit;
    }

    private ExecutorService fresh() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(null, task, "fuzz", STACK_BYTES);
            thread.setDaemon(true);
            worker.set(thread);
            return thread;
        });
    }

    /** What went wrong with an input, if anything did. */
    Optional<String> failure(Target target, String input) {
        return run(target, input).failure();
    }

    /** How an input went: processor time in nanoseconds, and what was wrong. */
    record Ran(long nanos, Optional<String> failure) {}

    Ran run(Target target, String input) {
        Future<Long> done =
                threads.submit(() -> {
                    long begin = clock.getCurrentThreadCpuTime();
                    target.tryIt(input);
                    return clock.getCurrentThreadCpuTime() - begin;
                });
        try {
            return new Ran(done.get(limit.toMillis(), TimeUnit.MILLISECONDS), Optional.empty());
        } catch (TimeoutException e) {
            Thread stuck = worker.get();
            StringBuilder where = new StringBuilder();
            if (stuck != null) {
                for (StackTraceElement frame : stuck.getStackTrace()) {
                    where.append("\n    at ").append(frame);
                }
            }
            // The thread cannot be stopped; a new one takes its place.
            threads.shutdownNow();
            threads = fresh();
            return new Ran(
                    limit.toNanos(),
                    Optional.of("no end after " + limit.toMillis() + " ms" + where));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            StringBuilder where = new StringBuilder(cause.toString());
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(12, frames.length); i++) {
                where.append("\n    at ").append(frames[i]);
            }
            return new Ran(0, Optional.of(where.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(0, Optional.empty());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package dev.duru.pipeline.container;

import dev.duru.pipeline.sandbox.SandboxException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for an engine no longer than the job itself does. */
final class Interruptible {
    private final BooleanSupplier stopped;

    /**
     * Waits.
     *
     * @param stopped whether the job is to stop
     */
    Interruptible(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    boolean stopped() {
        return stopped.getAsBoolean();
    }

    /** Fails when the job is to stop. */
    void check() {
        if (stopped.getAsBoolean()) {
            throw new SandboxException("the job was stopped before its containers were ready");
        }
    }

    /** The result of something that may take long; when the job stops it is interrupted. */
    <T> T call(Supplier<T> work) {
        check();
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = Thread.ofVirtual().name("container-engine").start(task);
        try {
            while (true) {
                try {
                    return task.get(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (stopped.getAsBoolean()) {
                        thread.interrupt();
                        check();
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a container engine was at work");
        }
    }

    /** Waits for a while, or until the job is to stop. */
    void pause(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < deadline) {
            check();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Math.min(20_000_000, Math.max(1, deadline - System.nanoTime())));
        }
    }
}

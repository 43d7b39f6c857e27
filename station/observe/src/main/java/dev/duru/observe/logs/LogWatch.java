package dev.duru.observe.logs;

import dev.duru.logs.LogEntry;
import dev.duru.logs.store.LogStore;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One who watches the lines of a store; who is too slow misses some and is told how many. */
public final class LogWatch implements AutoCloseable {
    private static final int WAITING = 1_000;

    private final ArrayBlockingQueue<LogEntry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong missed = new AtomicLong();
    private final AutoCloseable watching;

    /** Begins to watch. */
    public LogWatch(LogStore store) {
        watching = store.watch(this::offer);
    }

    private void offer(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (!waiting.offer(entry)) {
                missed.incrementAndGet();
            }
        }
    }

    /** The next line; null when there was none within so many seconds. */
    public @Nullable LogEntry next(long seconds) throws InterruptedException {
        return waiting.poll(seconds, TimeUnit.SECONDS);
    }

    /** How many lines were missed since this was last asked. */
    public long missed() {
        return missed.getAndSet(0);
    }

    @Override
    public void close() {
        try {
            watching.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

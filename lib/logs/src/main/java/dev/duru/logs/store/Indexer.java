package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * One thread that fills the index from the segments, behind those who append; with a second one
 * while it is behind.
 */
final class Indexer implements AutoCloseable {
    private static final long COMMIT_LINES = 200_000;
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FRAMES_AT_ONCE = 8;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SegmentLog log;
    private final FrameReader reader;
    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong indexed = new AtomicLong();
    private final AtomicLong dropBefore = new AtomicLong();
    private final Thread thread;
    private volatile LineIndex index;
    private volatile String problem = "";
    private volatile boolean running = true;
    private long committed;
    private long committedNanos = System.nanoTime();
    private long dropped;
    private volatile long refreshed = -1;

    Indexer(SegmentLog log, FrameReader reader, Path folder) throws IOException {
        this.log = log;
        this.reader = reader;
        this.folder = folder;
        this.index = LineIndex.open(folder, log.lastId());
        this.indexed.set(index.committedId());
        this.committed = index.committedId();
        this.thread = Thread.ofPlatform().daemon().name("log-index").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Why the index does not follow; empty when all is well. */
    String problem() {
        return problem;
    }

    /** There are new lines, or lines to be dropped. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lines before this one are to be found no longer. */
    void dropBefore(long id) {
        dropBefore.set(id);
        wake();
    }

    /** The searchers, after the index has caught up with all that is kept now, or time was up. */
    SearcherManager fresh(Duration longest) {
        long wanted = log.lastId();
        long rest = longest.toNanos();
        lock.lock();
        try {
            while (indexed.get() < wanted && rest > 0 && running) {
                rest = changed.awaitNanos(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        SearcherManager searchers = index.searchers();
        try {
            long seen = indexed.get();
            if (refreshed != seen) {
                searchers.maybeRefreshBlocking();
                refreshed = seen;
            }
        } catch (IOException | AlreadyClosedException e) {
            throw new LogsException(
                    LogsException.Kind.DISK, "the index cannot be read: " + e.getMessage(), e);
        }
        return searchers;
    }

    private void run() {
        while (running) {
            try {
                if (!advance()) {
                    pause(TimeUnit.SECONDS.toNanos(5), true);
                }
                problem = "";
            } catch (IOException | RuntimeException e) {
                failed(e);
                pause(RETRY_NANOS, false);
            }
        }
    }

    private void pause(long nanos, boolean unlessBehind) {
        lock.lock();
        try {
            boolean behind = indexed.get() < log.lastId() || dropBefore.get() > dropped;
            if (running && !(unlessBehind && behind)) {
                long left = changed.awaitNanos(nanos);
                while (!unlessBehind && running && left > 0) {
                    left = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        } finally {
            lock.unlock();
        }
    }

    /** Adds what is new; true when there was something. */
    private boolean advance() throws IOException {
        LineIndex into = index;
        long drop = dropBefore.get();
        if (drop > dropped) {
            into.dropBefore(drop);
            dropped = drop;
            refreshed = -1;
        }
        long from = indexed.get() + 1;
        long to = Math.min(log.lastId(), from + COMMIT_LINES);
        if (from <= to) {
            follow(into, from, to);
        }
        commitNowAndThen(into);
        return from <= to;
    }

    private void follow(LineIndex into, long from, long to) {
        List<List<LogEntry>> frames = new ArrayList<>();
        reader.follow(
                from,
                to,
                entries -> {
                    frames.add(entries);
                    if (frames.size() == FRAMES_AT_ONCE) {
                        add(into, frames);
                    }
                    return running;
                });
        add(into, frames);
        if (running) {
            reached(to);
        }
    }

    private void add(LineIndex into, List<List<LogEntry>> frames) {
        if (frames.isEmpty()) {
            return;
        }
        try {
            into.add(frames);
        } catch (IOException e) {
            throw new LogsException(LogsException.Kind.DISK, String.valueOf(e.getMessage()), e);
        }
        reached(frames.getLast().getLast().id());
        frames.clear();
    }

    private void reached(long id) {
        indexed.accumulateAndGet(id, Math::max);
        wake();
    }

    private void commitNowAndThen(LineIndex into) throws IOException {
        long now = System.nanoTime();
        long done = indexed.get();
        boolean due = done - committed >= COMMIT_LINES || now - committedNanos > COMMIT_NANOS;
        if (due && done > committed) {
            into.commit(done);
            committed = done;
        }
        if (due) {
            committedNanos = now;
        }
    }

    /** Goes back to what was committed; the rest is added again. */
    private void failed(Exception e) {
        problem =
                "the index of lines does not follow: "
                        + e.getMessage()
                        + "; lines are kept, and found once there is room";
        @Nullable LineIndex broken = index;
        try {
            broken.abandon();
        } catch (IOException | RuntimeException again) {
            e.addSuppressed(again);
        }
        try {
            LineIndex fresh = LineIndex.open(folder, log.lastId());
            indexed.set(fresh.committedId());
            committed = fresh.committedId();
            refreshed = -1;
            index = fresh;
        } catch (IOException | RuntimeException again) {
            e.addSuppressed(again);
        }
    }

    @Override
    public void close() throws IOException {
        running = false;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (indexed.get() > committed) {
            index.commit(indexed.get());
        }
        index.close();
    }
}

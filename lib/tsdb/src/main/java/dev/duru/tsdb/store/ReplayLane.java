package dev.duru.tsdb.store;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Changes some of a head's series as a log tells, each in the order of the log. What comes is
 * gathered, and from the second batch on another thread does the work.
 */
final class ReplayLane {
    private static final int SIZE = 4096;
    private static final int BATCHES = 4;

    private final HeadSeries.Bounds bounds;
    private final BlockingQueue<Batch> full = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES + 1);
    private Batch batch = new Batch();
    private int made = 1;
    private @Nullable Thread worker;
    private volatile @Nullable RuntimeException failure;

    ReplayLane(HeadSeries.Bounds bounds) {
        this.bounds = bounds;
    }

    /** A change of a series that is not the adding of a number. */
    interface Change {
        void of(HeadSeries series);
    }

    private static final class Batch {
        private final @Nullable HeadSeries[] series = new @Nullable HeadSeries[SIZE];
        private final long[] times = new long[SIZE];
        private final double[] values = new double[SIZE];
        private final @Nullable Change[] changes = new @Nullable Change[SIZE];
        private int size;
        private boolean isLast;
    }

    void sample(HeadSeries series, long time, double value) {
        Batch into = room();
        into.series[into.size] = series;
        into.times[into.size] = time;
        into.values[into.size++] = value;
    }

    void change(HeadSeries series, Change change) {
        Batch into = room();
        into.series[into.size] = series;
        into.changes[into.size++] = change;
    }

    private Batch room() {
        if (batch.size == SIZE) {
            hand();
        }
        return batch;
    }

    private void hand() {
        if (worker == null) {
            worker = Thread.ofVirtual().name("tsdb-replay").start(this::work);
        }
        uninterrupted(() -> full.put(batch));
        if (made <= BATCHES) {
            made++;
            batch = new Batch();
        } else {
            uninterrupted(() -> batch = free.take());
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    /** A start that is half done helps nobody. */
    private static void uninterrupted(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        boolean[] ended = {false};
        while (!ended[0]) {
            uninterrupted(() -> {
                Batch next = full.take();
                try {
                    if (failure == null) {
                        apply(next);
                    }
                } catch (RuntimeException e) {
                    failure = e;
                }
                ended[0] = next.isLast;
                next.size = 0;
                free.add(next);
            });
        }
    }

    private void apply(Batch some) {
        for (int i = 0; i < some.size; i++) {
            HeadSeries series = some.series[i];
            Change change = some.changes[i];
            if (series == null) {
                throw new IllegalStateException("each change is of a series");
            }
            if (change == null) {
                series.add(some.times[i], some.values[i], null, bounds);
            } else {
                change.of(series);
                some.changes[i] = null;
            }
        }
        Arrays.fill(some.series, null);
    }

    /** Does what is left, and returns when all is done. */
    void finish() {
        Thread running = worker;
        if (running == null) {
            apply(batch);
            return;
        }
        batch.isLast = true;
        uninterrupted(() -> full.put(batch));
        uninterrupted(running::join);
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}

package dev.duru.tsdb.store;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.block.SeriesCursor;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Reads series for somebody who takes them one by one. Where there are many, the next few are read
 * by another thread meanwhile.
 */
final class ReadAhead {
    private static final int MOST_SERIES = 64;
    private static final int MOST_SAMPLES = 200_000;

    private final SeriesCursor cursor;
    private final long from;
    private final long to;

    /** Of a span of time with both its ends. */
    ReadAhead(SeriesCursor cursor, long from, long to) {
        this.cursor = cursor;
        this.from = from;
        this.to = to;
    }

    /** What was read at once; the last part is not followed by another. */
    private record Part(List<Series> series, boolean isLast) {}

    void into(Consumer<Series> each) {
        Part part = read();
        while (!part.isLast()) {
            FutureTask<Part> next = new FutureTask<>(this::read);
            Thread.ofVirtual().name("tsdb-read-ahead").start(next);
            try {
                part.series().forEach(each);
            } finally {
                part = settled(next);
            }
        }
        part.series().forEach(each);
    }

    /** Waits even for what nobody wants any more: it reads what may be forgotten afterwards. */
    private static Part settled(FutureTask<Part> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Part read() {
        List<Series> series = new ArrayList<>();
        int count = 0;
        while (series.size() < MOST_SERIES && count < MOST_SAMPLES) {
            if (!cursor.advance()) {
                return new Part(series, true);
            }
            Samples samples = ChunkMerge.read(cursor.chunks(from, to), from, to);
            if (samples.size() > 0) {
                count += samples.size();
                series.add(
                        new Series(
                                cursor.labels(),
                                samples.times(),
                                samples.values(),
                                samples.histograms(),
                                null));
            }
        }
        return new Part(series, false);
    }
}

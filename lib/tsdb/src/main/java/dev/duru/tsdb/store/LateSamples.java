package dev.duru.tsdb.store;

import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkList;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.HeldChunk;
import dev.duru.tsdb.chunk.OpenChunk;
import dev.duru.tsdb.chunk.Samples;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Samples of a series that came out of order. Guarded by the series. */
final class LateSamples {
    private final long span;
    private List<Chunk> frozen = List.of();
    private List<Chunk> full = new ArrayList<>();
    private TreeMap<Long, Late> newest = new TreeMap<>();

    private record Late(double value, @Nullable Histogram histogram) {}

    LateSamples(long span) {
        this.span = span;
    }

    Outcome add(long time, double value, @Nullable Histogram histogram) {
        if (newest.putIfAbsent(time, new Late(value, histogram)) != null) {
            return Outcome.DUPLICATE;
        }
        if (newest.size() >= OpenChunk.MOST) {
            full.addAll(sorted());
            newest = new TreeMap<>();
        }
        return Outcome.KEPT;
    }

    private List<Chunk> sorted() {
        Samples samples = new Samples(Long.MIN_VALUE, Long.MAX_VALUE, newest.size());
        for (Map.Entry<Long, Late> entry : newest.entrySet()) {
            samples.add(entry.getKey(), entry.getValue().value(), entry.getValue().histogram());
        }
        return ChunkList.of(samples, span);
    }

    private List<Chunk> all() {
        List<Chunk> all = new ArrayList<>(frozen);
        all.addAll(full);
        all.addAll(sorted());
        return all;
    }

    void into(List<HeldChunk> found, long from, long to) {
        for (Chunk chunk : all()) {
            if (chunk.overlaps(from, to)) {
                found.add(chunk);
            }
        }
    }

    int count() {
        return all().stream().mapToInt(Chunk::count).sum();
    }

    boolean overlaps(long from, long to) {
        return all().stream().anyMatch(c -> c.overlaps(from, to));
    }

    long minTime() {
        return all().stream().mapToLong(Chunk::minTime).min().orElse(Long.MAX_VALUE);
    }

    void freeze() {
        frozen = all();
        full = new ArrayList<>();
        newest = new TreeMap<>();
    }

    /** Forgets frozen samples before a time; whether nothing is left. */
    boolean forgetBefore(long time, long span) {
        frozen = ChunkMerge.without(frozen, Long.MIN_VALUE, time - 1, span);
        return frozen.isEmpty() && full.isEmpty() && newest.isEmpty();
    }
}

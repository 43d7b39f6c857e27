package dev.duru.tsdb.store;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkList;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.HeldChunk;
import dev.duru.tsdb.chunk.OpenChunk;
import dev.duru.tsdb.chunk.PlacedChunk;
import dev.duru.tsdb.chunk.Samples;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A series in the head. All that changes is guarded by the object itself. */
final class HeadSeries {
    private static final HeldChunk[] NO_CHUNKS = {};

    final int number;
    final Labels labels;

    private HeldChunk[] full = NO_CHUNKS;
    private @Nullable OpenChunk open;
    private long lastTime = Long.MIN_VALUE;
    private @Nullable LateSamples late;
    private volatile boolean gone;

    HeadSeries(int number, Labels labels) {
        this.number = number;
        this.labels = labels;
    }

    /** Adds a sample. */
    Outcome add(long time, double value, @Nullable Histogram histogram, Bounds bounds) {
        if (time > lastTime && time >= bounds.oldestInOrder()) {
            OpenChunk grows = open;
            if (grows == null
                    || !ChunkList.together(grows.minTime(), time, bounds.span())
                    || !grows.add(time, value, histogram)) {
                end();
                open = OpenChunk.begin(time, value, histogram);
            }
            lastTime = time;
            return Outcome.KEPT;
        }
        if (time == lastTime && time >= bounds.oldestInOrder()) {
            return Outcome.DUPLICATE;
        }
        if (time < bounds.oldest()) {
            return Outcome.TOO_OLD;
        }
        LateSamples others = late;
        if (others == null) {
            others = new LateSamples(bounds.span());
            late = others;
        }
        return others.add(time, value, histogram);
    }

    /**
     * What a sample's time is compared with.
     *
     * @param oldestInOrder what is older goes beside the others, whatever the series has
     * @param oldest what is older is not taken
     * @param span length of a block
     */
    record Bounds(long oldestInOrder, long oldest, long span) {}

    private void end() {
        OpenChunk ended = open;
        if (ended != null) {
            attach(ended.taken());
            open = null;
        }
    }

    private void attach(HeldChunk chunk) {
        full = Arrays.copyOf(full, full.length + 1);
        full[full.length - 1] = chunk;
    }

    /** Adds a chunk as a whole, if it follows on all that is there. */
    boolean follow(HeldChunk chunk, Bounds bounds) {
        if (chunk.minTime() <= lastTime || chunk.minTime() < bounds.oldestInOrder()) {
            return false;
        }
        end();
        attach(chunk);
        lastTime = chunk.maxTime();
        return true;
    }

    /** All chunks that may have samples in a span of time, the stronger first. */
    List<HeldChunk> chunks(long from, long to) {
        List<HeldChunk> found = new ArrayList<>(full.length + 1);
        for (HeldChunk chunk : full) {
            if (chunk.overlaps(from, to)) {
                found.add(chunk);
            }
        }
        OpenChunk grows = open;
        if (grows != null && grows.minTime() <= to && grows.maxTime() >= from) {
            found.add(grows.taken());
        }
        if (late != null) {
            late.into(found, from, to);
        }
        return found;
    }

    /** The time of the oldest sample, the largest number when there is none. */
    long minTime() {
        long first = full.length > 0 ? full[0].minTime() : Long.MAX_VALUE;
        if (full.length == 0 && open != null) {
            first = open.minTime();
        }
        return late == null ? first : Math.min(first, late.minTime());
    }

    boolean hasSamples(long from, long to) {
        if (open != null && open.minTime() <= to && open.maxTime() >= from) {
            return true;
        }
        for (HeldChunk chunk : full) {
            if (chunk.overlaps(from, to)) {
                return true;
            }
        }
        return late != null && late.overlaps(from, to);
    }

    /** From here on, late samples are kept apart from those that are being cut into a block. */
    void freeze() {
        if (late != null) {
            late.freeze();
        }
    }

    /**
     * Forgets what is older than a time: whole chunks, and late samples that were frozen.
     *
     * @return whether nothing is left
     */
    boolean forgetBefore(long time, long span) {
        if (open != null && open.maxTime() < time) {
            open = null;
        }
        full = Arrays.stream(full).filter(c -> c.maxTime() >= time).toArray(HeldChunk[]::new);
        if (late != null && late.forgetBefore(time, span)) {
            late = null;
        }
        return isEmpty();
    }

    private boolean isEmpty() {
        return full.length == 0 && open == null && late == null;
    }

    /** Deletes samples in a span of time with both its ends; whether there were any. */
    boolean delete(long from, long to, long span) {
        if (!hasSamples(from, to)) {
            return false;
        }
        end();
        List<Chunk> all =
                chunks(Long.MIN_VALUE, Long.MAX_VALUE).stream().map(HeldChunk::chunk).toList();
        Samples merged = ChunkMerge.read(all, Long.MIN_VALUE, Long.MAX_VALUE);
        List<Chunk> kept = ChunkMerge.without(ChunkList.of(merged, span), from, to, span);
        full = kept.toArray(HeldChunk[]::new);
        late = null;
        lastTime = full.length == 0 ? Long.MIN_VALUE : full[full.length - 1].maxTime();
        return true;
    }

    /** The full chunks that are in memory. */
    List<Chunk> fullInMemory() {
        List<Chunk> found = new ArrayList<>();
        for (HeldChunk chunk : full) {
            if (chunk instanceof Chunk inMemory) {
                found.add(inMemory);
            }
        }
        return found;
    }

    /** Has a chunk that is in a file by now in the place of the same one in memory. */
    void replace(Chunk chunk, PlacedChunk by) {
        for (int i = 0; i < full.length; i++) {
            if (full[i] == chunk) {
                full[i] = by;
            }
        }
    }

    /** Puts the files of its chunks into a set. */
    void files(Set<ChunkSource> into) {
        for (HeldChunk chunk : full) {
            if (chunk instanceof PlacedChunk placed) {
                into.add(placed.file());
            }
        }
    }

    /** Forgets chunks whose files are damaged. */
    void forgetDamaged(LostChunks lost) {
        full =
                Arrays.stream(full)
                        .filter(held -> !(held instanceof PlacedChunk placed && lost.has(placed)))
                        .toArray(HeldChunk[]::new);
    }

    int sampleCount() {
        int count = late == null ? 0 : late.count();
        for (HeldChunk chunk : full) {
            count += chunk.count();
        }
        return open == null ? count : count + open.count();
    }

    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }
}

package dev.duru.tsdb.chunk;

import java.util.ArrayList;
import java.util.List;

/** Reads chunks of one series that may overlap. */
public final class ChunkMerge {
    private ChunkMerge() {}

    /**
     * The samples of all chunks in a span of time with both its ends.
     *
     * @param chunks the stronger first: of two samples at one time the first one's counts
     */
    public static Samples read(List<Chunk> chunks, long from, long to) {
        int room = 0;
        for (Chunk chunk : chunks) {
            room += chunk.count();
        }
        List<Samples> runs = new ArrayList<>(1);
        Samples run = new Samples(from, to, room);
        for (Chunk chunk : chunks) {
            if (chunk.minTime() <= run.lastTime()) {
                runs.add(run);
                run = new Samples(from, to, chunk.count());
            }
            chunk.into(run);
        }
        runs.add(run);
        Samples all = runs.getFirst();
        for (int i = 1; i < runs.size(); i++) {
            all = all.with(runs.get(i));
        }
        return all;
    }

    /** Whether each chunk begins after the end of the one before. */
    public static boolean inOrder(List<Chunk> chunks) {
        for (int i = 1; i < chunks.size(); i++) {
            if (chunks.get(i).minTime() <= chunks.get(i - 1).maxTime()) {
                return false;
            }
        }
        return true;
    }

    /** Without the samples in a span of time with both its ends. */
    public static List<Chunk> without(List<Chunk> chunks, long from, long to, long span) {
        List<Chunk> kept = new ArrayList<>(chunks.size());
        for (Chunk chunk : chunks) {
            if (!chunk.overlaps(from, to)) {
                kept.add(chunk);
            } else {
                List<Chunk> one = List.of(chunk);
                if (from > Long.MIN_VALUE) {
                    kept.addAll(ChunkList.of(read(one, Long.MIN_VALUE, from - 1), span));
                }
                if (to < Long.MAX_VALUE) {
                    kept.addAll(ChunkList.of(read(one, to + 1, Long.MAX_VALUE), span));
                }
            }
        }
        return kept;
    }
}

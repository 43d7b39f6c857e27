package dev.duru.tsdb.store;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.PlacedChunk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chunks of the head that cannot be read, told of once for each file. Safe for many threads. */
final class LostChunks {
    private final Map<Integer, Lost> byFile = new TreeMap<>();

    private record Lost(String first, int more) {}

    private synchronized void add(ChunkSource file, String why) {
        byFile.merge(
                file.number(),
                new Lost(why, 0),
                (before, now) -> new Lost(before.first(), before.more() + 1));
    }

    /** Reads a chunk to see whether it can be read. */
    boolean has(PlacedChunk chunk) {
        try {
            chunk.chunk();
            return false;
        } catch (TsdbException e) {
            add(chunk.file(), String.valueOf(e.getMessage()));
            return true;
        }
    }

    synchronized List<String> told() {
        return byFile.values().stream()
                .map(lost ->
                        lost.more() == 0
                                ? lost.first()
                                : lost.first() + "; so are " + lost.more() + " others there")
                .toList();
    }
}

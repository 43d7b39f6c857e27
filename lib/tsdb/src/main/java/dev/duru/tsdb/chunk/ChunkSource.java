package dev.duru.tsdb.chunk;

/** A file of chunks that never changes. Safe for many threads. */
public interface ChunkSource {
    /** What the log calls it. */
    int number();

    /**
     * The data of a chunk.
     *
     * @throws dev.duru.tsdb.TsdbException when the file is damaged or not there
     */
    byte[] read(int offset, int size);
}

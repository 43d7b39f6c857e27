package dev.duru.tsdb.chunk;

/**
 * A chunk in a file. Immutable.
 *
 * @param file where it is
 * @param offset where its data begin
 * @param size bytes of data
 * @param kind how data is to be read
 * @param count how many samples, at least one
 * @param minTime of the first, milliseconds since 1970
 * @param maxTime of the last
 */
public record PlacedChunk(
        ChunkSource file,
        int offset,
        int size,
        Chunk.Kind kind,
        int count,
        long minTime,
        long maxTime)
        implements HeldChunk {
    @Override
    public Chunk chunk() {
        return new Chunk(kind, count, minTime, maxTime, file.read(offset, size));
    }
}

package dev.duru.tsdb.chunk;

/** Compressed samples of one series, in memory or in a file. */
public sealed interface HeldChunk permits Chunk, PlacedChunk {
    /** How many samples, at least one. */
    int count();

    /** The time of the first, milliseconds since 1970. */
    long minTime();

    /** The time of the last. */
    long maxTime();

    /**
     * The chunk itself.
     *
     * @throws dev.duru.tsdb.TsdbException when its file is damaged
     */
    Chunk chunk();

    /** Whether it may have samples in a span of time with both its ends. */
    default boolean overlaps(long from, long to) {
        return minTime() <= to && maxTime() >= from;
    }
}

package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.PlacedChunk;

/** Is told what happened to a store, one thing after the other. */
public interface Journal {
    /** A series has a number from now on; numbers are used once. */
    void series(int number, Labels labels);

    /** A series got a sample. */
    void sample(int series, long timeMillis, double value);

    /** A series got the samples of a chunk. */
    void chunk(int series, Chunk chunk);

    /** A series got the samples of a chunk in a file. */
    void placed(int series, PlacedChunk chunk);

    /** A series got an exemplar. */
    void exemplar(Labels series, Exemplar exemplar);

    /** The samples of a series in a span of time, with both its ends, were deleted. */
    void delete(int series, long fromMillis, long toMillis);
}

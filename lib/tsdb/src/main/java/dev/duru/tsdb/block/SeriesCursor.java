package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import java.util.List;

/** Goes through series by growing labels. For one thread. */
public interface SeriesCursor {
    /** Goes on to the first or the next series; whether there is one. */
    boolean advance();

    /** Which series it stands at. */
    Labels labels();

    /** Its chunks that overlap a span of time with both its ends, the stronger first. */
    List<Chunk> chunks(long from, long to);

    /** Whether it has such chunks. */
    boolean hasSamples(long from, long to);
}

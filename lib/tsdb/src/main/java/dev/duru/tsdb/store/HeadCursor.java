package dev.duru.tsdb.store;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.block.SeriesCursor;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.HeldChunk;
import java.util.List;

/** Goes through series of the head. */
final class HeadCursor implements SeriesCursor {
    private final List<HeadSeries> series;
    private int at = -1;

    /** Series sorted by labels. */
    HeadCursor(List<HeadSeries> series) {
        this.series = series;
    }

    @Override
    public boolean advance() {
        return ++at < series.size();
    }

    @Override
    public Labels labels() {
        return series.get(at).labels;
    }

    @Override
    public List<Chunk> chunks(long from, long to) {
        HeadSeries one = series.get(at);
        List<HeldChunk> found;
        synchronized (one) {
            found = one.chunks(from, to);
        }
        // Nobody waits for a file.
        return found.stream().map(HeldChunk::chunk).toList();
    }

    @Override
    public boolean hasSamples(long from, long to) {
        HeadSeries one = series.get(at);
        synchronized (one) {
            return one.hasSamples(from, to);
        }
    }
}

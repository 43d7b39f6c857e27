package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts samples that come by growing time into chunks; none reaches over the end of a span. */
public final class ChunkList {
    private final long span;
    private final List<Chunk> full = new ArrayList<>();
    private @Nullable OpenChunk open;

    /**
     * None yet.
     *
     * @param span length of the spans of time, counted from 1970, in milliseconds
     */
    private ChunkList(long span) {
        this.span = span;
    }

    /** All samples as chunks. */
    public static List<Chunk> of(Samples samples, long span) {
        ChunkList list = new ChunkList(span);
        for (int i = 0; i < samples.size(); i++) {
            list.add(samples.time(i), samples.value(i), samples.histogram(i));
        }
        return list.taken();
    }

    /** Whether two times lie in the same span. */
    public static boolean together(long a, long b, long span) {
        return Math.floorDiv(a, span) == Math.floorDiv(b, span);
    }

    private void add(long time, double value, @Nullable Histogram histogram) {
        OpenChunk grows = open;
        if (grows == null
                || !together(grows.minTime(), time, span)
                || !grows.add(time, value, histogram)) {
            end();
            open = OpenChunk.begin(time, value, histogram);
        }
    }

    private void end() {
        if (open != null) {
            full.add(open.taken());
            open = null;
        }
    }

    private List<Chunk> taken() {
        end();
        return full;
    }
}

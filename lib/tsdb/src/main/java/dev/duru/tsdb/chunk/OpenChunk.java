package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A chunk that still grows, bit by bit. Not safe for many threads. */
public abstract sealed class OpenChunk extends BitWriter permits OpenFloats, OpenHistograms {
    /** How many samples a chunk has at most. */
    public static final int MOST = 120;

    /** Begins with a sample: a histogram, or a number when there is none. */
    public static OpenChunk begin(long time, double value, @Nullable Histogram histogram) {
        return histogram == null
                ? new OpenFloats(time, value)
                : new OpenHistograms(time, histogram);
    }

    /**
     * Adds a sample that is newer than the last.
     *
     * @return whether it was added; else it needs a chunk of its own
     */
    public abstract boolean add(long time, double value, @Nullable Histogram histogram);

    /** The time of the first sample. */
    public abstract long minTime();

    /** The time of the last sample. */
    public abstract long maxTime();

    /** How many samples it holds by now. */
    public abstract int count();

    /** What it holds by now. */
    public abstract Chunk taken();
}

package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Numbers: the first as it is, then a delta of deltas and an XOR each. */
final class OpenFloats extends OpenChunk {
    private final BitWriter out = new BitWriter();
    private final XorCode xor;
    private final long minTime;
    private long maxTime;
    private long delta;
    private int count = 1;

    OpenFloats(long time, double value) {
        minTime = time;
        maxTime = time;
        long bits = Double.doubleToRawLongBits(value);
        out.write(bits, 64);
        xor = new XorCode(bits);
    }

    @Override
    public boolean add(long time, double value, @Nullable Histogram histogram) {
        if (histogram != null || count == MOST) {
            return false;
        }
        long newDelta = time - maxTime;
        TimeCode.write(out, newDelta - delta);
        delta = newDelta;
        maxTime = time;
        xor.write(out, Double.doubleToRawLongBits(value));
        count++;
        return true;
    }

    @Override
    public long minTime() {
        return minTime;
    }

    @Override
    public long maxTime() {
        return maxTime;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Chunk taken() {
        return new Chunk(Chunk.Kind.FLOATS, count, minTime, maxTime, out.taken());
    }
}

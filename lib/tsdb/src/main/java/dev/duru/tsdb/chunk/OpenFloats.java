package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Numbers: the first as it is, then each as {@link TimeCode} and {@link XorCode} would write it.
 * Most of a store's memory is of these and most of its adding is done here, so that it is one
 * object, and the bits of a sample are written at once where they fit into one word.
 */
final class OpenFloats extends OpenChunk {
    private static final int MOST_LEADING = 31;
    private static final int SAME_PACE = 1;

    private final long minTime;
    private long maxTime;
    private long delta;
    private long last;
    private byte leading = -1;
    private byte trailing;
    private byte count = 1;

    OpenFloats(long time, double value) {
        minTime = time;
        maxTime = time;
        last = Double.doubleToRawLongBits(value);
        write(last, Long.SIZE);
    }

    @Override
    public boolean add(long time, double value, @Nullable Histogram histogram) {
        if (histogram != null || count == MOST) {
            return false;
        }
        long newDelta = time - maxTime;
        long change = newDelta - delta;
        delta = newDelta;
        maxTime = time;
        long bits = Double.doubleToRawLongBits(value);
        long changed = bits ^ last;
        last = bits;
        int timeWidth = 0;
        if (change == 0) {
            // One bit, a zero, before those of the value.
            timeWidth = SAME_PACE;
        } else {
            TimeCode.write(this, change);
        }
        if (changed == 0) {
            write(0, timeWidth + 1);
        } else {
            value(changed, timeWidth);
        }
        count++;
        return true;
    }

    /** With so many zeros in front. */
    private void value(long changed, int zeros) {
        int front = Math.min(Long.numberOfLeadingZeros(changed), MOST_LEADING);
        int back = Long.numberOfTrailingZeros(changed);
        if (leading >= 0 && front >= leading && back >= trailing) {
            int width = Long.SIZE - leading - trailing;
            if (width + zeros + 2 <= Long.SIZE) {
                write(0b10L << width | changed >>> trailing, zeros + 2 + width);
            } else {
                write(0b10, zeros + 2);
                write(changed >>> trailing, width);
            }
            return;
        }
        leading = (byte) front;
        trailing = (byte) back;
        int width = Long.SIZE - front - back;
        // 64 is written as 0.
        long head = 0b11L << 11 | (long) front << 6 | width & 0x3f;
        write(head, zeros + 13);
        write(changed >>> back, width);
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
        return new Chunk(Chunk.Kind.FLOATS, count, minTime, maxTime, written());
    }
}

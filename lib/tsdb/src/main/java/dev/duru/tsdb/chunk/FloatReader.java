package dev.duru.tsdb.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link OpenFloats} wrote: {@link TimeCode} and {@link XorCode} by turns. Queries spend
 * most of their time here, so the bits of a sample are taken from one word where they fit.
 */
final class FloatReader {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** So many bits of a word are there wherever in a byte it begins. */
    private static final int SURE = 57;

    private static final int[] TIME_WIDTHS = {0, 7, 13, 20, 64};
    private static final int MOST_ONES = TIME_WIDTHS.length - 1;

    private FloatReader() {}

    static void read(Chunk chunk, Samples into) {
        // With more behind it, so that each read may take a whole word.
        byte[] bytes = Arrays.copyOf(chunk.data(), chunk.data().length + 16);
        int count = chunk.count();
        into.room(count);
        long time = chunk.minTime();
        long delta = 0;
        long value = (long) LONG.get(bytes, 0);
        into.put(time, value);
        int at = Long.SIZE;
        int trailing = 0;
        int width = Long.SIZE;
        for (int i = 1; i < count; i++) {
            long word = word(bytes, at);
            if (word >= 0) {
                at++;
                word <<= 1;
            } else {
                int ones = Math.min(MOST_ONES, Long.numberOfLeadingZeros(~word));
                at += Math.min(MOST_ONES, ones + 1);
                int timeWidth = TIME_WIDTHS[ones];
                int unused = Long.SIZE - timeWidth;
                delta += bits(bytes, at, timeWidth) << unused >> unused;
                at += timeWidth;
                word = word(bytes, at);
            }
            time += delta;
            if (word >= 0) {
                at++;
            } else {
                at += 2;
                if (word << 1 < 0) {
                    int leading = (int) (word << 2 >>> 59);
                    width = (int) (word << 7 >>> 58);
                    width = width == 0 ? Long.SIZE : width;
                    trailing = Long.SIZE - leading - width;
                    at += 11;
                }
                value ^= bits(bytes, at, width) << trailing;
                at += width;
            }
            into.put(time, value);
        }
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at >>> 3) << (at & 7);
    }

    /** A number of so many bits, 1 to 64, without sign. */
    private static long bits(byte[] bytes, int at, int width) {
        if (width <= SURE) {
            return word(bytes, at) >>> Long.SIZE - width;
        }
        int rest = width - Integer.SIZE;
        return word(bytes, at) >>> Long.SIZE - rest << Integer.SIZE
                | word(bytes, at + rest) >>> Integer.SIZE;
    }
}

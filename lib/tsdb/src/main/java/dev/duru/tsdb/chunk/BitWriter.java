package dev.duru.tsdb.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes numbers of any width, the highest bit first. */
final class BitWriter {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST = 24;

    private byte[] bytes = new byte[FIRST];
    private int bits;

    /** The lowest bits of a number. */
    void write(long number, int width) {
        int needed = bits + width + 7 >>> 3;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
        int at = bits >>> 3;
        int unused = Long.SIZE - (bits & 7) - width;
        if (unused >= 0 && at + Long.BYTES <= bytes.length && width < Long.SIZE) {
            long added = (number & (1L << width) - 1) << unused;
            LONG.set(bytes, at, (long) LONG.get(bytes, at) | added);
            bits += width;
            return;
        }
        int left = width;
        while (left > 0) {
            int free = 8 - (bits & 7);
            int taken = Math.min(free, left);
            long part = number >>> left - taken & (1L << taken) - 1;
            bytes[bits >>> 3] |= (byte) (part << free - taken);
            bits += taken;
            left -= taken;
        }
    }

    void bit(boolean set) {
        write(set ? 1 : 0, 1);
    }

    /** What was written so far, filled up with zeros to whole bytes. */
    byte[] taken() {
        return Arrays.copyOf(bytes, bits + 7 >>> 3);
    }
}

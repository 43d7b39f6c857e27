package dev.duru.tsdb.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes numbers of any width, the highest bit first. */
class BitWriter {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST = 24;

    private byte[] bytes = new byte[FIRST];
    private int bits;

    /** The lowest bits of a number, 1 to 64. */
    final void write(long number, int width) {
        int needed = bits + width + 7 >>> 3;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
        // The last word begins early enough for all that there is room for.
        int at = Math.min(bits >>> 3, bytes.length - Long.BYTES);
        int unused = Long.SIZE - (bits - (at << 3)) - width;
        if (unused < 0) {
            write(number >>> -unused, width + unused);
            write(number, -unused);
            return;
        }
        long added = (number & -1L >>> Long.SIZE - width) << unused;
        LONG.set(bytes, at, (long) LONG.get(bytes, at) | added);
        bits += width;
    }

    final void bit(boolean set) {
        write(set ? 1 : 0, 1);
    }

    /** What was written so far, filled up with zeros to whole bytes. */
    final byte[] written() {
        return Arrays.copyOf(bytes, bits + 7 >>> 3);
    }
}

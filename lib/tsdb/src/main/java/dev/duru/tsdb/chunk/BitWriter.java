package dev.duru.tsdb.chunk;

import java.util.Arrays;

/** Writes numbers of any width, the highest bit first. */
final class BitWriter {
    private static final int FIRST = 24;

    private byte[] bytes = new byte[FIRST];
    private int bits;

    /** The lowest bits of a number. */
    void write(long number, int width) {
        int needed = bits + width + 7 >>> 3;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
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

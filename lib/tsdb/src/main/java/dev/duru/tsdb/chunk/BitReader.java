package dev.duru.tsdb.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads numbers of any width, the highest bit first. Past the end it reads zeros, then fails. */
final class BitReader {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int WIDEST = 57;

    /** With eight bytes more, so that each read may take a whole long. */
    private final byte[] bytes;

    private int at;

    BitReader(byte[] data) {
        this.bytes = Arrays.copyOf(data, data.length + 16);
    }

    /** A number of so many bits, 1 to 64, without sign. */
    long read(int width) {
        if (width > WIDEST) {
            long high = read(width - 32);
            return high << 32 | read(32);
        }
        long window = (long) LONG.get(bytes, at >>> 3) << (at & 7);
        at += width;
        return window >>> 64 - width;
    }

    /** A number of so many bits with sign. */
    long signed(int width) {
        int unused = 64 - width;
        return read(width) << unused >> unused;
    }

    boolean bit() {
        boolean set = (bytes[at >>> 3] & 0x80 >>> (at & 7)) != 0;
        at++;
        return set;
    }

    /** How many ones come before the next zero, at most so many; takes the zero too. */
    int ones(int most) {
        int count = 0;
        while (count < most && bit()) {
            count++;
        }
        return count;
    }
}

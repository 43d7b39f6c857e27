package dev.duru.tsdb.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads numbers from a mapped file, one after the other. For one thread. */
final class Cursor {
    private final MemorySegment file;
    private long at;

    Cursor(MemorySegment file, long at) {
        this.file = file;
        this.at = at;
    }

    long number() {
        byte next = file.get(ValueLayout.JAVA_BYTE, at++);
        long number = next & 0x7f;
        int shift = 7;
        while (next < 0) {
            next = file.get(ValueLayout.JAVA_BYTE, at++);
            number |= (long) (next & 0x7f) << shift;
            shift += 7;
        }
        return number;
    }

    long signed() {
        long number = number();
        return number >>> 1 ^ -(number & 1);
    }

    byte[] bytes(int size) {
        byte[] bytes = file.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
        at += size;
        return bytes;
    }
}

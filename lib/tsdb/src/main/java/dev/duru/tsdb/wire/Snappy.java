package dev.duru.tsdb.wire;

import dev.duru.tsdb.TsdbException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Snappy's block format. */
public final class Snappy {
    private static final int HASH_BITS = 14;
    private static final int BLOCK = 1 << 16;
    private static final int SHORTEST = 4;

    private static final int LONGEST_SIZE = 5;

    /** 64 bytes take three where they are there already. */
    private static final int MOST_GROWTH = 22;

    private Snappy() {}

    /**
     * Unpacks a block.
     *
     * @param most bytes that it may hold
     * @throws TsdbException when it is malformed or holds more
     */
    public static byte[] unpack(byte[] packed, int most) {
        int size = size(packed, most);
        byte[] out = new byte[size];
        unpack(packed, out);
        return out;
    }

    /**
     * How many bytes a block holds.
     *
     * @param most bytes that it may hold
     * @throws TsdbException when that is malformed, or is more
     */
    public static int size(byte[] packed, int most) {
        int at = 0;
        long size = 0;
        byte b;
        do {
            if (at >= Math.min(packed.length, LONGEST_SIZE)) {
                throw new TsdbException("malformed snappy block: its length");
            }
            b = packed[at];
            size |= (long) (b & 0x7f) << 7 * at++;
        } while (b < 0);
        if (size > most) {
            throw new TsdbException(
                    "the snappy block holds " + size + " bytes, more than " + most + "; send less");
        }
        if (size > (long) MOST_GROWTH * packed.length) {
            throw new TsdbException("malformed snappy block: it cannot hold " + size + " bytes");
        }
        return (int) size;
    }

    /**
     * Unpacks a block into an array with room for its size.
     *
     * @throws TsdbException when it is malformed
     */
    public static void unpack(byte[] packed, byte[] into) {
        int size = size(packed, into.length);
        int at = 0;
        while (packed[at] < 0) {
            at++;
        }
        new Unpacking(packed, at + 1, size, into).run();
    }

    private static final class Unpacking {
        private final byte[] in;
        private final int size;
        private final byte[] out;
        private int at;
        private int filled;

        Unpacking(byte[] in, int at, int size, byte[] out) {
            this.in = in;
            this.at = at;
            this.size = size;
            this.out = out;
        }

        void run() {
            while (at < in.length) {
                int tag = in[at++] & 0xff;
                switch (tag & 3) {
                    case 0 -> literal(tag >>> 2);
                    case 1 -> copy((tag >>> 5) << 8 | little(1), (tag >>> 2 & 7) + SHORTEST);
                    case 2 -> copy(little(2), (tag >>> 2) + 1);
                    default -> copy(little(4), (tag >>> 2) + 1);
                }
            }
            if (filled != size) {
                throw malformed();
            }
        }

        private int little(int bytes) {
            if (bytes > in.length - at) {
                throw malformed();
            }
            int value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= (in[at++] & 0xff) << 8 * i;
            }
            return value;
        }

        private void literal(int code) {
            int length = (code < 60 ? code : little(code - 59)) + 1;
            if (length <= 0 || length > in.length - at) {
                throw malformed();
            }
            room(length);
            System.arraycopy(in, at, out, filled, length);
            at += length;
            filled += length;
        }

        private void copy(int offset, int length) {
            if (offset <= 0 || offset > filled) {
                throw malformed();
            }
            room(length);
            for (int i = 0; i < length; i++) {
                out[filled] = out[filled - offset];
                filled++;
            }
        }

        private void room(int length) {
            if (length > size - filled) {
                throw malformed();
            }
        }

        private TsdbException malformed() {
            return new TsdbException("malformed snappy block at byte " + at);
        }
    }

    /** Packs bytes into a block. */
    public static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 16);
        int rest = bytes.length;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        for (int start = 0; start < bytes.length; start += BLOCK) {
            block(bytes, start, Math.min(bytes.length, start + BLOCK), out);
        }
        return out.toByteArray();
    }

    private static void block(byte[] in, int start, int end, ByteArrayOutputStream out) {
        int[] seen = new int[1 << HASH_BITS];
        Arrays.fill(seen, -1);
        int literal = start;
        int at = start;
        while (at + SHORTEST <= end) {
            int word = word(in, at);
            int slot = word * 0x1e35a7bd >>> 32 - HASH_BITS;
            int candidate = seen[slot];
            seen[slot] = at;
            if (candidate < 0 || word(in, candidate) != word) {
                at++;
                continue;
            }
            int length = SHORTEST;
            while (at + length < end && in[candidate + length] == in[at + length]) {
                length++;
            }
            literal(in, literal, at, out);
            copies(at - candidate, length, out);
            at += length;
            literal = at;
        }
        literal(in, literal, end, out);
    }

    private static int word(byte[] in, int at) {
        return in[at] & 0xff
                | (in[at + 1] & 0xff) << 8
                | (in[at + 2] & 0xff) << 16
                | in[at + 3] << 24;
    }

    private static void literal(byte[] in, int from, int to, ByteArrayOutputStream out) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int code = length - 1;
        if (code < 60) {
            out.write(code << 2);
        } else if (code < 1 << 8) {
            out.write(60 << 2);
            out.write(code);
        } else {
            out.write(61 << 2);
            out.write(code);
            out.write(code >>> 8);
        }
        out.write(in, from, length);
    }

    private static void copies(int offset, int length, ByteArrayOutputStream out) {
        int rest = length;
        while (rest > 0) {
            int part = Math.min(64, rest);
            out.write(part - 1 << 2 | 2);
            out.write(offset);
            out.write(offset >>> 8);
            rest -= part;
        }
    }
}

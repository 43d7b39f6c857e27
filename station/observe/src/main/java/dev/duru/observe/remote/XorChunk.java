package dev.duru.observe.remote;

import java.io.ByteArrayOutputStream;

/**
 * Numbers of a series as Prometheus packs them:
 * https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md, XOR chunk data. At
 * first how many there are, in two bytes.
 */
final class XorChunk {
    /** So many samples to a chunk, as Prometheus itself has. */
    static final int MOST = 120;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int free = 8;
    private int count;
    private long time;
    private long delta;
    private long value;
    private int leading = -1;
    private int trailing;

    int count() {
        return count;
    }

    void add(long timeMillis, double number) {
        long bits = Double.doubleToRawLongBits(number);
        if (count == 0) {
            varint(timeMillis << 1 ^ timeMillis >> 63);
            bits(bits, 64);
        } else if (count == 1) {
            delta = timeMillis - time;
            varint(delta);
            xor(bits);
        } else {
            long next = timeMillis - time;
            change(next - delta);
            delta = next;
            xor(bits);
        }
        time = timeMillis;
        value = bits;
        count++;
    }

    private void varint(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bits(rest & 0x7f | 0x80, 8);
            rest >>>= 7;
        }
        bits(rest, 8);
    }

    /** How much a distance differs from the one before. */
    private void change(long difference) {
        if (difference == 0) {
            bits(0, 1);
        } else if (fits(difference, 14)) {
            bits(0b10, 2);
            bits(difference, 14);
        } else if (fits(difference, 17)) {
            bits(0b110, 3);
            bits(difference, 17);
        } else if (fits(difference, 20)) {
            bits(0b1110, 4);
            bits(difference, 20);
        } else {
            bits(0b1111, 4);
            bits(difference, 64);
        }
    }

    /** The range is one wider at its upper end than two's complement has it. */
    private static boolean fits(long number, int width) {
        return -((1L << width - 1) - 1) <= number && number <= 1L << width - 1;
    }

    private void xor(long bits) {
        long different = bits ^ value;
        if (different == 0) {
            bits(0, 1);
            return;
        }
        bits(1, 1);
        int left = Math.min(31, Long.numberOfLeadingZeros(different));
        int right = Long.numberOfTrailingZeros(different);
        if (leading >= 0 && left >= leading && right >= trailing) {
            bits(0, 1);
            bits(different >>> trailing, 64 - leading - trailing);
            return;
        }
        leading = left;
        trailing = right;
        int width = 64 - left - right;
        bits(1, 1);
        bits(left, 5);
        // 64 has no room in six bits and stands as 0, which no width has.
        bits(width & 63, 6);
        bits(different >>> right, width);
    }

    private void bits(long number, int width) {
        for (int i = width - 1; i >= 0; i--) {
            free--;
            pending |= (int) (number >>> i & 1) << free;
            if (free == 0) {
                out.write(pending);
                pending = 0;
                free = 8;
            }
        }
    }

    /** The chunk. */
    byte[] bytes() {
        byte[] packed = out.toByteArray();
        boolean part = free < 8;
        byte[] all = new byte[2 + packed.length + (part ? 1 : 0)];
        all[0] = (byte) (count >>> 8);
        all[1] = (byte) count;
        System.arraycopy(packed, 0, all, 2, packed.length);
        if (part) {
            all[all.length - 1] = (byte) pending;
        }
        return all;
    }
}

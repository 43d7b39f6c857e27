package dev.duru.observe.remote;

import java.io.ByteArrayOutputStream;

/**
 * The bits of a chunk, the highest first, and the codes that chunks of Prometheus are made of:
 * https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md.
 */
final class ChunkBits {
    private static final int[] WIDTHS = {3, 6, 9, 12, 18, 25, 56, 64};
    private static final int MOST_LEADING = 31;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int free = 8;

    /** The lowest bits of a number. */
    void bits(long number, int width) {
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

    /** All bits of a number. */
    void number(double number) {
        bits(Double.doubleToRawLongBits(number), Double.SIZE);
    }

    /** A number in bytes of seven bits, the lowest first. */
    void varint(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bits(rest & 0x7f | 0x80, 8);
            rest >>>= 7;
        }
        bits(rest, 8);
    }

    /** A number near 0, {@code varbit_int}: ones tell how wide it is. */
    void near(long number) {
        int kind = 0;
        while (number != 0 && !fits(number, WIDTHS[kind])) {
            kind++;
        }
        coded(number, kind);
    }

    /** The same without a sign, {@code varbit_uint}. */
    void nearAbove(long number) {
        int kind = 0;
        while (Long.SIZE - Long.numberOfLeadingZeros(number) > WIDTHS[kind]) {
            kind++;
        }
        coded(number, kind);
    }

    private void coded(long number, int kind) {
        if (number == 0) {
            bits(0, 1);
            return;
        }
        int ones = kind + 1;
        bits((1L << ones) - 1, ones);
        if (ones < WIDTHS.length) {
            bits(0, 1);
        }
        bits(number, WIDTHS[kind]);
    }

    /** The range is one wider at its upper end than two's complement has it. */
    static boolean fits(long number, int width) {
        return width == Long.SIZE
                || -((1L << width - 1) - 1) <= number && number <= 1L << width - 1;
    }

    /** Behind a number of whole bytes: those of all bits, filled up with zeros. */
    byte[] after(byte... head) {
        byte[] packed = out.toByteArray();
        boolean part = free < 8;
        byte[] all = new byte[head.length + packed.length + (part ? 1 : 0)];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(packed, 0, all, head.length, packed.length);
        if (part) {
            all[all.length - 1] = (byte) pending;
        }
        return all;
    }

    /** Numbers beside the one before: only the bits that differ. */
    final class Row {
        private long last;
        private int leading = -1;
        private int trailing;

        void first(double number) {
            last = Double.doubleToRawLongBits(number);
            bits(last, Double.SIZE);
        }

        void next(double number) {
            long now = Double.doubleToRawLongBits(number);
            long different = now ^ last;
            last = now;
            if (different == 0) {
                bits(0, 1);
                return;
            }
            int left = Math.min(MOST_LEADING, Long.numberOfLeadingZeros(different));
            int right = Long.numberOfTrailingZeros(different);
            if (leading >= 0 && left >= leading && right >= trailing) {
                bits(0b10, 2);
                bits(different >>> trailing, 64 - leading - trailing);
                return;
            }
            leading = left;
            trailing = right;
            int width = 64 - left - right;
            bits(0b11, 2);
            bits(left, 5);
            // 64 has no room in six bits and stands as 0, which no width has.
            bits(width & 63, 6);
            bits(different >>> right, width);
        }
    }
}

package dev.duru.tsdb.chunk;

/**
 * Deltas of deltas of times: one bit when the pace stays, and few when it jitters. The number of
 * ones in front of a zero tells how wide the number after it is.
 */
final class TimeCode {
    private static final int[] WIDTHS = {0, 7, 13, 20, 64};
    private static final int LAST = WIDTHS.length - 1;

    private TimeCode() {}

    static void write(BitWriter out, long number) {
        int kind = 0;
        while (kind < LAST && !fits(number, WIDTHS[kind])) {
            kind++;
        }
        if (kind < LAST) {
            out.write((1L << kind + 1) - 2, kind + 1);
        } else {
            out.write((1L << LAST) - 1, LAST);
        }
        if (kind > 0) {
            out.write(number, WIDTHS[kind]);
        }
    }

    static long read(BitReader in) {
        if (!in.bit()) {
            return 0;
        }
        return in.signed(WIDTHS[1 + in.ones(LAST - 1)]);
    }

    static boolean fits(long number, int width) {
        return width == 0 ? number == 0 : number << 64 - width >> 64 - width == number;
    }
}

package dev.duru.tsdb.chunk;

/** Whole numbers that are most often near 0; the ones in front tell how wide the number is. */
final class CountCode {
    private static final int[] WIDTHS = {0, 3, 6, 9, 12, 18, 25, 56, 64};
    private static final int LAST = WIDTHS.length - 1;

    private CountCode() {}

    static void write(BitWriter out, long number) {
        int kind = 0;
        while (!TimeCode.fits(number, WIDTHS[kind])) {
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
        int kind = in.ones(LAST);
        return kind == 0 ? 0 : in.signed(WIDTHS[kind]);
    }
}

package dev.duru.tsdb.chunk;

/** Numbers beside the one before: only the bits that differ, and where they are if that is new. */
final class XorCode {
    private static final int MOST_LEADING = 31;

    private long last;
    private byte leading = -1;
    private byte trailing;

    /** Where both sides begin: a number that is known already. */
    XorCode(long first) {
        last = first;
    }

    void write(BitWriter out, long bits) {
        long changed = bits ^ last;
        last = bits;
        if (changed == 0) {
            out.write(0, 1);
            return;
        }
        int front = Math.min(Long.numberOfLeadingZeros(changed), MOST_LEADING);
        int back = Long.numberOfTrailingZeros(changed);
        if (leading >= 0 && front >= leading && back >= trailing) {
            out.write(0b10, 2);
            out.write(changed >>> trailing, 64 - leading - trailing);
            return;
        }
        leading = (byte) front;
        trailing = (byte) back;
        int width = 64 - front - back;
        out.write(0b11, 2);
        out.write(front, 5);
        // 64 is written as 0.
        out.write(width, 6);
        out.write(changed >>> back, width);
    }

    long read(BitReader in) {
        if (!in.bit()) {
            return last;
        }
        if (in.bit()) {
            leading = (byte) in.read(5);
            int width = (int) in.read(6);
            trailing = (byte) (64 - leading - (width == 0 ? 64 : width));
        }
        last ^= in.read(64 - leading - trailing) << trailing;
        return last;
    }
}

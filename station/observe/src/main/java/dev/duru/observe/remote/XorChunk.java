package dev.duru.observe.remote;

/**
 * Numbers of a series as Prometheus packs them:
 * https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md, XOR chunk data. At
 * first how many there are, in two bytes.
 */
final class XorChunk {
    /** So many samples to a chunk, as Prometheus itself has. */
    static final int MOST = 120;

    private final ChunkBits out = new ChunkBits();
    private final ChunkBits.Row values = out.new Row();
    private int count;
    private long time;
    private long delta;

    int count() {
        return count;
    }

    void add(long timeMillis, double number) {
        if (count == 0) {
            out.varint(timeMillis << 1 ^ timeMillis >> 63);
            values.first(number);
        } else if (count == 1) {
            delta = timeMillis - time;
            out.varint(delta);
            values.next(number);
        } else {
            long next = timeMillis - time;
            change(next - delta);
            delta = next;
            values.next(number);
        }
        time = timeMillis;
        count++;
    }

    /** How much a distance differs from the one before. */
    private void change(long difference) {
        if (difference == 0) {
            out.bits(0, 1);
        } else if (ChunkBits.fits(difference, 14)) {
            out.bits(0b10, 2);
            out.bits(difference, 14);
        } else if (ChunkBits.fits(difference, 17)) {
            out.bits(0b110, 3);
            out.bits(difference, 17);
        } else if (ChunkBits.fits(difference, 20)) {
            out.bits(0b1110, 4);
            out.bits(difference, 20);
        } else {
            out.bits(0b1111, 4);
            out.bits(difference, 64);
        }
    }

    /** The chunk. */
    byte[] bytes() {
        return out.after((byte) (count >>> 8), (byte) count);
    }
}

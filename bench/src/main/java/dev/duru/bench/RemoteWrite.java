package dev.duru.bench;

import dev.duru.tsdb.wire.Snappy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Requests of Prometheus' remote write, version 1, with one sample of each of some series.
 *
 * <p>Source: prometheus.WriteRequest.
 */
final class RemoteWrite {
    private static final int DOUBLE_OF_SAMPLE = 1 << 3 | 1;
    private static final int TIME_OF_SAMPLE = 2 << 3;

    private final Fleet fleet;

    /** What does not change: all of a series but its sample. */
    private final byte[][] labels;

    private final ByteBuffer body;

    RemoteWrite(Fleet fleet) {
        this.fleet = fleet;
        this.labels = new byte[fleet.size()][];
        int size = 0;
        for (int i = 0; i < labels.length; i++) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            String[] pairs = fleet.labels(i);
            for (int k = 0; k < pairs.length; k += 2) {
                ByteArrayOutputStream label = new ByteArrayOutputStream();
                text(label, 1, pairs[k]);
                text(label, 2, pairs[k + 1]);
                field(all, 1, label.toByteArray());
            }
            labels[i] = all.toByteArray();
            size += labels[i].length + 40;
        }
        body = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The request of the next tick. */
    byte[] next(long time) {
        fleet.advance();
        body.clear();
        int sample = 1 + Double.BYTES + 1 + size(time);
        for (int i = 0; i < labels.length; i++) {
            body.put((byte) (1 << 3 | 2));
            number(labels[i].length + 2L + sample);
            body.put(labels[i]);
            body.put((byte) (2 << 3 | 2)).put((byte) sample);
            body.put((byte) DOUBLE_OF_SAMPLE).putDouble(fleet.value(i));
            body.put((byte) TIME_OF_SAMPLE);
            number(time);
        }
        return Snappy.pack(Arrays.copyOf(body.array(), body.position()));
    }

    private static int size(long number) {
        return (63 - Long.numberOfLeadingZeros(number | 1)) / 7 + 1;
    }

    private void number(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            body.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        body.put((byte) rest);
    }

    private static void text(ByteArrayOutputStream out, int number, String text) {
        field(out, number, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of less than 16 KiB. */
    private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        out.write(number << 3 | 2);
        if (bytes.length >= 0x80) {
            out.write(bytes.length & 0x7f | 0x80);
            out.write(bytes.length >>> 7);
        } else {
            out.write(bytes.length);
        }
        out.writeBytes(bytes);
    }
}

package dev.duru.tsdb.log;

import dev.duru.tsdb.Journal;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the records of one segment in their order. */
final class Decoder {
    private static final int MOST_BITS = 63;

    private final List<Labels> series = new ArrayList<>();
    private final Map<Integer, Long> lastBits = new HashMap<>();
    private final Journal into;
    private long lastTime;

    Decoder(Journal into) {
        this.into = into;
    }

    /** Gives the samples of a record whose checksum was right. */
    void read(ByteBuffer in) {
        try {
            while (in.hasRemaining()) {
                int kind = in.get();
                if (kind == Encoder.SERIES) {
                    series.add(labels(in));
                } else if (kind == Encoder.SAMPLE) {
                    sample(in);
                } else {
                    throw new TsdbException("a record has an entry of the unknown kind " + kind);
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new TsdbException("a record ends within an entry");
        }
    }

    private Labels labels(ByteBuffer in) {
        Map<String, String> labels = new HashMap<>();
        long size = number(in);
        for (long i = 0; i < size; i++) {
            String name = text(in);
            labels.put(name, text(in));
        }
        return Labels.of(labels);
    }

    private static String text(ByteBuffer in) {
        int size = Math.toIntExact(number(in));
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void sample(ByteBuffer in) {
        int id = Math.toIntExact(number(in));
        long delta = number(in);
        lastTime += delta >>> 1 ^ -(delta & 1);
        long bits = Long.reverseBytes(number(in)) ^ lastBits.getOrDefault(id, 0L);
        lastBits.put(id, bits);
        into.kept(series.get(id), lastTime, Double.longBitsToDouble(bits));
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift <= MOST_BITS; shift += 7) {
            byte next = in.get();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new TsdbException("a number in a record is too long");
    }
}

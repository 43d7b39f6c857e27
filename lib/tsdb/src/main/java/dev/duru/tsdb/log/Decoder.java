package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.chunk.Chunk;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the entries of one record. */
final class Decoder {
    private static final int MOST_BITS = 63;

    private final ByteBuffer in;
    private final Journal into;
    private int lastSeries;
    private long lastTime;

    Decoder(ByteBuffer in, Journal into) {
        this.in = in;
        this.into = into;
    }

    /**
     * Gives the entries of a record whose checksum was right.
     *
     * @throws TsdbException when it has an entry that this version does not know
     */
    void read() {
        try {
            while (in.hasRemaining()) {
                entry(in.get());
            }
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw new TsdbException("a record has an entry that makes no sense: " + e);
        }
    }

    private void entry(int kind) {
        switch (kind) {
            case Encoder.SERIES -> into.series(Math.toIntExact(number()), labels());
            case Encoder.SAMPLE -> {
                place();
                into.sample(lastSeries, lastTime, value());
            }
            case Encoder.CHUNK -> {
                place();
                long maxTime = lastTime + number();
                Chunk.Kind chunk = Chunk.Kind.of(Math.toIntExact(number()));
                int count = Math.toIntExact(number());
                into.chunk(lastSeries, new Chunk(chunk, count, lastTime, maxTime, bytes()));
            }
            case Encoder.EXEMPLAR -> {
                Labels series = labels();
                Labels own = labels();
                long time = signed();
                into.exemplar(series, new Exemplar(own, value(), time));
            }
            case Encoder.DELETE -> into.delete(Math.toIntExact(number()), signed(), signed());
            default -> throw new TsdbException("a record has an entry of the unknown kind " + kind);
        }
    }

    private void place() {
        lastSeries = Math.toIntExact(lastSeries + signed());
        lastTime += signed();
    }

    private double value() {
        int used = in.get();
        long bits = 0;
        for (int i = 0; i < used; i++) {
            bits |= (in.get() & 0xffL) << 56 - 8 * i;
        }
        return Double.longBitsToDouble(bits);
    }

    private Labels labels() {
        long size = number();
        if (size < 0 || size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        String[] pairs = new String[(int) size * 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = text();
        }
        return Labels.ofPairs(pairs);
    }

    private String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        int size = Math.toIntExact(number());
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return bytes;
    }

    private long signed() {
        long number = number();
        return number >>> 1 ^ -(number & 1);
    }

    private long number() {
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

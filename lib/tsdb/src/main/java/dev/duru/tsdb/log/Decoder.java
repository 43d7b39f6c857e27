package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.PlacedChunk;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Reads the entries of records. A start reads millions of them, so that what is read most often
 * makes no objects. For one thread.
 */
final class Decoder {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MOST_BITS = 63;

    private final IntFunction<ChunkSource> files;
    private final Journal into;
    private final Texts texts = new Texts();
    private byte[] in = {};
    private int at;
    private int lastSeries;
    private long lastTime;

    /** With the files of chunks by their number. */
    Decoder(IntFunction<ChunkSource> files, Journal into) {
        this.files = files;
        this.into = into;
    }

    /**
     * Gives the entries of a record whose checksum was right.
     *
     * @param record does not change any more
     * @throws TsdbException when it has an entry that this version does not know
     */
    void read(byte[] record) {
        in = record;
        at = 0;
        lastSeries = 0;
        lastTime = 0;
        try {
            while (at < in.length) {
                entry(in[at++]);
            }
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            throw new TsdbException("a record has an entry that makes no sense: " + e);
        }
    }

    private void entry(int kind) {
        switch (kind) {
            case Encoder.SERIES -> into.series(whole(), labels());
            case Encoder.SAMPLE -> {
                place();
                into.sample(lastSeries, lastTime, value());
            }
            case Encoder.CHUNK -> {
                place();
                long maxTime = lastTime + number();
                Chunk.Kind chunk = Chunk.Kind.of(whole());
                int count = whole();
                int size = size();
                byte[] data = Arrays.copyOfRange(in, at, at + size);
                at += size;
                into.chunk(lastSeries, new Chunk(chunk, count, lastTime, maxTime, data));
            }
            case Encoder.PLACED -> {
                place();
                long maxTime = lastTime + number();
                Chunk.Kind chunk = Chunk.Kind.of(whole());
                int count = whole();
                ChunkSource file = files.apply(whole());
                into.placed(
                        lastSeries,
                        new PlacedChunk(file, whole(), whole(), chunk, count, lastTime, maxTime));
            }
            case Encoder.EXEMPLAR -> {
                Labels series = labels();
                Labels own = labels();
                long time = signed();
                into.exemplar(series, new Exemplar(own, value(), time));
            }
            case Encoder.DELETE -> into.delete(whole(), signed(), signed());
            default -> throw new TsdbException("a record has an entry of the unknown kind " + kind);
        }
    }

    private void place() {
        lastSeries = Math.toIntExact(lastSeries + signed());
        lastTime += signed();
    }

    private double value() {
        int used = in[at++];
        if (used < 0 || used > Long.BYTES) {
            throw new TsdbException("a value in a record has " + used + " bytes");
        }
        long bits = 0;
        if (at + Long.BYTES <= in.length) {
            bits = used == 0 ? 0 : (long) LONG.get(in, at) & -1L << Long.SIZE - used * Byte.SIZE;
        } else {
            for (int i = 0; i < used; i++) {
                bits |= (in[at + i] & 0xffL) << Long.SIZE - Byte.SIZE - i * Byte.SIZE;
            }
        }
        at += used;
        return Double.longBitsToDouble(bits);
    }

    private Labels labels() {
        // Each text takes one byte at least.
        String[] pairs = new String[Math.multiplyExact(size(), 2)];
        for (int i = 0; i < pairs.length; i++) {
            int size = size();
            pairs[i] = texts.text(in, at, at + size, i);
            at += size;
        }
        return Labels.ofPairs(pairs);
    }

    /** A number of things that are still to come. */
    private int size() {
        int size = whole();
        if (size < 0 || size > in.length - at) {
            throw new IndexOutOfBoundsException(size);
        }
        return size;
    }

    private int whole() {
        return Math.toIntExact(number());
    }

    private long signed() {
        long number = number();
        return number >>> 1 ^ -(number & 1);
    }

    private long number() {
        byte next = in[at++];
        long number = next & 0x7f;
        for (int shift = 7; next < 0; shift += 7) {
            if (shift > MOST_BITS) {
                throw new TsdbException("a number in a record is too long");
            }
            next = in[at++];
            number |= (long) (next & 0x7f) << shift;
        }
        return number;
    }
}

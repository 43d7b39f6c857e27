package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.PlacedChunk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes entries as the payload of a record. Each record stands alone. */
final class Encoder implements Journal {
    static final int SERIES = 1;
    static final int SAMPLE = 2;
    static final int CHUNK = 3;
    static final int EXEMPLAR = 4;
    static final int DELETE = 5;
    static final int PLACED = 6;
    private static final int FIRST = 1 << 12;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[FIRST];
    private int size;
    private int lastSeries;
    private long lastTime;

    @Override
    public void series(int number, Labels labels) {
        kind(SERIES);
        number(number);
        labels(labels);
    }

    @Override
    public void sample(int series, long timeMillis, double value) {
        kind(SAMPLE);
        place(series, timeMillis);
        value(value);
    }

    @Override
    public void chunk(int series, Chunk chunk) {
        kind(CHUNK);
        place(series, chunk.minTime());
        number(chunk.maxTime() - chunk.minTime());
        number(chunk.kind().code());
        number(chunk.count());
        bytes(chunk.data());
    }

    @Override
    public void placed(int series, PlacedChunk chunk) {
        kind(PLACED);
        place(series, chunk.minTime());
        number(chunk.maxTime() - chunk.minTime());
        number(chunk.kind().code());
        number(chunk.count());
        number(chunk.file().number());
        number(chunk.offset());
        number(chunk.size());
    }

    @Override
    public void exemplar(Labels series, Exemplar exemplar) {
        kind(EXEMPLAR);
        labels(series);
        labels(exemplar.labels());
        signed(exemplar.timeMillis());
        value(exemplar.value());
    }

    @Override
    public void delete(int series, long fromMillis, long toMillis) {
        kind(DELETE);
        number(series);
        signed(fromMillis);
        signed(toMillis);
    }

    private void kind(int kind) {
        room(1);
        bytes[size++] = (byte) kind;
    }

    private void place(int series, long time) {
        signed((long) series - lastSeries);
        signed(time - lastTime);
        lastSeries = series;
        lastTime = time;
    }

    /** As many of the highest bytes as are not zero, and how many these are. */
    private void value(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int used = 8 - (Long.numberOfTrailingZeros(bits) >>> 3);
        room(9);
        bytes[size++] = (byte) used;
        for (int i = 0; i < used; i++) {
            bytes[size++] = (byte) (bits >>> 56 - 8 * i);
        }
    }

    private void labels(Labels labels) {
        number(labels.size());
        labels.each((name, text) -> {
            bytes(name.getBytes(StandardCharsets.UTF_8));
            bytes(text.getBytes(StandardCharsets.UTF_8));
        });
    }

    private void bytes(byte[] data) {
        number(data.length);
        room(data.length);
        System.arraycopy(data, 0, bytes, size, data.length);
        size += data.length;
    }

    private void signed(long number) {
        number(number << 1 ^ number >> 63);
    }

    private void number(long number) {
        room(LONGEST_NUMBER);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    int size() {
        return size;
    }

    /** What was written since the last time. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        lastSeries = 0;
        lastTime = 0;
        return taken;
    }
}

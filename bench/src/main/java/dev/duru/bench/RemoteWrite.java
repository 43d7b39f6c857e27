package dev.duru.bench;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesStore;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One sample of each of many series as a remote write of Prometheus, version 1: protobuf in a
 * Snappy block that holds only literals.
 */
final class RemoteWrite {
    private static final int LITERAL = 1 << 16;

    private final byte[][] series;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** The labels of series from one on, so many. */
    RemoteWrite(int first, int count) {
        series = new byte[count][];
        for (int i = 0; i < count; i++) {
            ByteArrayOutputStream labels = new ByteArrayOutputStream();
            labels(first + i)
                    .each((name, value) -> {
                        ByteArrayOutputStream label = new ByteArrayOutputStream();
                        field(label, 1, name.getBytes(StandardCharsets.UTF_8));
                        field(label, 2, value.getBytes(StandardCharsets.UTF_8));
                        field(labels, 1, label.toByteArray());
                    });
            series[i] = labels.toByteArray();
        }
    }

    /** As of a service of many instances. */
    static Labels labels(int i) {
        return Labels.of(
                "http_requests_total",
                "job",
                "job" + i / 1_000,
                "instance",
                "10.0." + i / 1_000 + "." + i / 20 % 50 + ":8080",
                "method",
                i % 2 == 0 ? "GET" : "POST",
                "code",
                new String[] {"200", "204", "404", "500", "503"}[i / 2 % 5],
                "handler",
                "/api/v1/handler" + i / 10 % 2);
    }

    /** A counter that grows by whole numbers, at a pace of its own that varies. */
    static double value(int i, long tick) {
        return tick * (i % 50) + (tick * 31 + i * 17L) % 7;
    }

    /** The request that has each series' sample at a time. */
    byte[] request(int first, long tick, long time) {
        body.reset();
        for (int i = 0; i < series.length; i++) {
            ByteArrayOutputStream one = new ByteArrayOutputStream(series[i].length + 24);
            one.writeBytes(series[i]);
            ByteArrayOutputStream sample = new ByteArrayOutputStream(20);
            sample.write(1 << 3 | 1);
            sample.writeBytes(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putDouble(value(first + i, tick))
                            .array());
            sample.write(2 << 3);
            number(sample, time);
            field(one, 2, sample.toByteArray());
            field(body, 1, one.toByteArray());
        }
        return literals(body.toByteArray());
    }

    private static byte[] literals(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 100);
        number(out, data.length);
        for (int at = 0; at < data.length; at += LITERAL) {
            int size = Math.min(LITERAL, data.length - at);
            out.write(61 << 2);
            out.write(size - 1);
            out.write(size - 1 >> 8);
            out.write(data, at, size);
        }
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        out.write(number << 3 | 2);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Reads a request into a store, and makes it durable. */
    static void take(byte[] request, SeriesStore store) {
        ByteBuffer in = ByteBuffer.wrap(request);
        ByteBuffer data = ByteBuffer.allocate((int) number(in));
        while (in.hasRemaining()) {
            in.get();
            int size = (in.get() & 0xff | (in.get() & 0xff) << 8) + 1;
            data.put(in.slice(in.position(), size));
            in.position(in.position() + size);
        }
        data.flip().order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.get();
            series(part(data), store);
        }
        if (!store.commit()) {
            throw new IllegalStateException(store.problem());
        }
    }

    private static ByteBuffer part(ByteBuffer in) {
        int size = (int) number(in);
        ByteBuffer part = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + size);
        return part;
    }

    private static void series(ByteBuffer in, SeriesStore store) {
        Map<String, String> labels = new TreeMap<>();
        while (in.hasRemaining()) {
            int kind = in.get() >>> 3;
            ByteBuffer part = part(in);
            part.get();
            if (kind == 1) {
                String name = StandardCharsets.UTF_8.decode(part(part)).toString();
                part.get();
                labels.put(name, StandardCharsets.UTF_8.decode(part(part)).toString());
            } else {
                double value = part.getDouble();
                part.get();
                store.append(Labels.of(labels), number(part), value);
            }
        }
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}

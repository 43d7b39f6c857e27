package dev.duru.tsdb.block;

import dev.duru.tsdb.TsdbException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** What was deleted from a block: spans of time of some of its series. Immutable. */
final class Tombstones {
    static final String FILE = "tombstones";
    static final Tombstones NONE = new Tombstones(Map.of());
    private static final byte[] MAGIC = "DURUTB01".getBytes(StandardCharsets.US_ASCII);
    private static final int ENTRY = 20;

    private final Map<Integer, List<Span>> bySeries;

    /** A span of time with both its ends. */
    record Span(long from, long to) {}

    private Tombstones(Map<Integer, List<Span>> bySeries) {
        this.bySeries = bySeries;
    }

    boolean isEmpty() {
        return bySeries.isEmpty();
    }

    List<Span> of(int series) {
        return bySeries.getOrDefault(series, List.of());
    }

    Tombstones with(List<Integer> series, Span span) {
        Map<Integer, List<Span>> more = new HashMap<>(bySeries);
        for (int number : series) {
            List<Span> spans = new ArrayList<>(of(number));
            spans.add(span);
            more.put(number, List.copyOf(spans));
        }
        return new Tombstones(more);
    }

    void write(Path folder) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(MAGIC);
        bySeries.forEach((series, spans) -> {
            for (Span span : spans) {
                body.writeBytes(
                        ByteBuffer.allocate(ENTRY)
                                .putInt(series)
                                .putLong(span.from())
                                .putLong(span.to())
                                .array());
            }
        });
        byte[] bytes = body.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        body.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        Path made = folder.resolve(FILE + ".tmp");
        Durable.write(made, body.toByteArray());
        Files.move(made, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        Durable.folder(folder);
    }

    static Tombstones read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return NONE;
        }
        byte[] bytes = Files.readAllBytes(file);
        int size = bytes.length - 4;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Math.max(0, size));
        if (size < MAGIC.length
                || (size - MAGIC.length) % ENTRY != 0
                || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)
                || ByteBuffer.wrap(bytes).getInt(size) != (int) crc.getValue()) {
            throw new TsdbException(file + ": its checksum is wrong");
        }
        Map<Integer, List<Span>> found = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, size - MAGIC.length);
        while (in.hasRemaining()) {
            int series = in.getInt();
            Span span = new Span(in.getLong(), in.getLong());
            found.computeIfAbsent(series, s -> new ArrayList<>()).add(span);
        }
        return new Tombstones(found);
    }
}

package dev.duru.logs.store;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A piece of a segment: a head with a checksum of its own, and a body with lines and marks. The
 * form is written down in docs/formats/logs.md.
 *
 * @param entries those of the frame, by id
 * @param marks set by it
 */
record Frame(List<LogEntry> entries, Map<String, String> marks) {
    static final int HEAD = 45;
    static final int MAGIC = 0x444C4731;
    private static final int SMALLEST_DEFLATED = 256;
    private static final int LARGEST_BODY = 64 << 20;
    private static final int DEFLATED = 1;
    private static final int MORE = 2;

    /**
     * What stands before a body.
     *
     * @param bodyLength in bytes, as stored
     * @param more whether the next frame belongs to the same lines
     */
    record Head(
            int bodyLength,
            int bodyCrc,
            long firstId,
            int count,
            long minNanos,
            long maxNanos,
            int flags) {
        boolean more() {
            return (flags & MORE) != 0;
        }

        int length() {
            return HEAD + bodyLength;
        }
    }

    /** A frame as bytes. */
    static ByteBuffer encode(
            long firstId, List<Draft> drafts, Map<String, String> marks, boolean more) {
        Buffer body = new Buffer();
        Map<Origin, Integer> origins = new LinkedHashMap<>();
        drafts.forEach(draft -> origins.putIfAbsent(draft.origin(), origins.size()));
        body.number(origins.size());
        origins.keySet().forEach(origin -> map(body, origin.labels()));
        long before = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (Draft draft : drafts) {
            body.signed(draft.nanos() - before);
            before = draft.nanos();
            min = Math.min(min, before);
            max = Math.max(max, before);
            body.number(origins.getOrDefault(draft.origin(), 0));
            body.text(draft.text());
            map(body, draft.given());
        }
        map(body, marks);
        return sealed(body, new Head(0, 0, firstId, drafts.size(), min, max, more ? MORE : 0));
    }

    private static void map(Buffer body, Map<String, String> map) {
        body.number(map.size());
        map.forEach((name, value) -> {
            body.text(name);
            body.text(value);
        });
    }

    private static ByteBuffer sealed(Buffer body, Head plain) {
        byte[] stored = Arrays.copyOf(body.array(), body.length());
        int flags = plain.flags();
        if (body.length() >= SMALLEST_DEFLATED) {
            stored = deflated(stored);
            flags |= DEFLATED;
        }
        CRC32C crc = new CRC32C();
        crc.update(stored);
        ByteBuffer frame = ByteBuffer.allocate(HEAD + stored.length);
        frame.putInt(MAGIC).putInt(0).putInt(stored.length).putInt((int) crc.getValue());
        frame.putLong(plain.firstId()).putInt(plain.count());
        frame.putLong(plain.minNanos()).putLong(plain.maxNanos()).put((byte) flags);
        frame.putInt(4, headCrc(frame.array(), 0));
        frame.put(stored).flip();
        return frame;
    }

    private static int headCrc(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + 8, HEAD - 8);
        return (int) crc.getValue();
    }

    private static byte[] deflated(byte[] raw) {
        try (Deflater deflater = new Deflater(1, true)) {
            deflater.setInput(raw);
            deflater.finish();
            byte[] out = new byte[raw.length / 2 + 64];
            int length = 4;
            ByteBuffer.wrap(out).putInt(raw.length);
            while (!deflater.finished()) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, out.length * 2);
                }
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        }
    }

    /** The head at a place; empty when there is none that is whole. */
    static Optional<Head> head(byte[] bytes, int at) {
        if (at + HEAD > bytes.length) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, at, HEAD);
        if (in.getInt() != MAGIC || in.getInt() != headCrc(bytes, at)) {
            return Optional.empty();
        }
        int length = in.getInt();
        int crc = in.getInt();
        Head head =
                new Head(
                        length,
                        crc,
                        in.getLong(),
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        in.get());
        return length < 0 || length > LARGEST_BODY ? Optional.empty() : Optional.of(head);
    }

    /** Whether a body is what was written. */
    static boolean whole(Head head, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return body.length == head.bodyLength() && (int) crc.getValue() == head.bodyCrc();
    }

    /** The lines and marks of a body; empty when it is damaged. */
    static Optional<Frame> decode(Head head, byte[] body) {
        if (!whole(head, body)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(head, (head.flags() & DEFLATED) != 0 ? inflated(body) : body));
        } catch (DataFormatException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] inflated(byte[] body) throws DataFormatException {
        int length = ByteBuffer.wrap(body).getInt();
        if (length < 0 || length > LARGEST_BODY) {
            throw new DataFormatException("a body of " + length + " bytes");
        }
        byte[] raw = new byte[length];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(body, 4, body.length - 4);
            int done = 0;
            while (done < length) {
                int more = inflater.inflate(raw, done, length - done);
                if (more == 0) {
                    throw new DataFormatException("a body that is too short");
                }
                done += more;
            }
        }
        return raw;
    }

    private static Frame read(Head head, byte[] raw) {
        Buffer.Reader in = new Buffer.Reader(raw);
        List<Origin> origins = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            origins.add(new Origin(new TreeMap<>(map(in))));
        }
        List<LogEntry> entries = new ArrayList<>(head.count());
        long nanos = 0;
        for (int i = 0; i < head.count(); i++) {
            nanos += in.signed();
            Origin origin = origins.get((int) in.number());
            String text = in.text();
            entries.add(new LogEntry(head.firstId() + i, nanos, origin, text, map(in)));
        }
        return new Frame(entries, map(in));
    }

    private static Map<String, String> map(Buffer.Reader in) {
        long size = in.number();
        if (size == 0) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (long i = 0; i < size; i++) {
            String name = in.text();
            map.put(name, in.text());
        }
        return map;
    }
}

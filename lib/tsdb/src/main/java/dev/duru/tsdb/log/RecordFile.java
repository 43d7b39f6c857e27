package dev.duru.tsdb.log;

import dev.duru.tsdb.TsdbException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A file of records with checksums: a segment or a checkpoint. Not safe for many threads. */
final class RecordFile implements AutoCloseable {
    private static final byte[] MAGIC = "DURUTS02".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 8;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final FileChannel channel;

    private RecordFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Begins an empty file, in place of what may be there. */
    static RecordFile create(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        RecordFile made = new RecordFile(channel);
        try {
            made.write(ByteBuffer.wrap(MAGIC));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return made;
    }

    void record(byte[] payload) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEADER + payload.length);
        out.putInt(payload.length).putInt(checksum(ByteBuffer.wrap(payload))).put(payload).flip();
        write(out);
    }

    private void write(ByteBuffer out) throws IOException {
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    void sync() throws IOException {
        channel.force(false);
    }

    long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Gives all entries in a file.
     *
     * @return what is damaged and where, empty when nothing is; what comes after it was not read
     */
    static String read(Path file, Decoder into) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            return read(
                    file,
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena),
                    into);
        }
    }

    private static String read(Path file, MemorySegment in, Decoder into) {
        long end = in.byteSize();
        long at = MAGIC.length;
        if (end < at || !Arrays.equals(bytes(in, 0, MAGIC.length), MAGIC)) {
            return damage(
                    file,
                    0,
                    "it does not begin with " + new String(MAGIC, StandardCharsets.US_ASCII));
        }
        while (at < end) {
            if (end - at < HEADER) {
                return damage(file, at, "the record's head is cut off");
            }
            int size = in.get(INT, at);
            if (size < 0 || size > end - at - HEADER) {
                return damage(file, at, "the record is cut off");
            }
            byte[] payload = bytes(in, at + HEADER, size);
            if (checksum(ByteBuffer.wrap(payload)) != in.get(INT, at + Integer.BYTES)) {
                return damage(file, at, "the record's checksum is wrong");
            }
            try {
                into.read(payload);
            } catch (TsdbException e) {
                return damage(file, at, String.valueOf(e.getMessage()));
            }
            at += HEADER + size;
        }
        return "";
    }

    private static byte[] bytes(MemorySegment in, long at, int size) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, at, bytes, 0, size);
        return bytes;
    }

    private static String damage(Path file, long at, String what) {
        return file.getFileName() + ", byte " + at + ": " + what;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}

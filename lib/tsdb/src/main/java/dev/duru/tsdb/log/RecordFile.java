package dev.duru.tsdb.log;

import dev.duru.tsdb.TsdbException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    static String read(Path file, Journal into) throws IOException {
        ByteBuffer in;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
        byte[] magic = new byte[Math.min(MAGIC.length, in.remaining())];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return damage(
                    file,
                    0,
                    "it does not begin with " + new String(MAGIC, StandardCharsets.US_ASCII));
        }
        while (in.hasRemaining()) {
            int at = in.position();
            if (in.remaining() < HEADER) {
                return damage(file, at, "the record's head is cut off");
            }
            int size = in.getInt();
            int sum = in.getInt();
            if (size < 0 || size > in.remaining()) {
                return damage(file, at, "the record is cut off");
            }
            ByteBuffer payload = in.slice(in.position(), size);
            in.position(in.position() + size);
            if (checksum(payload.duplicate()) != sum) {
                return damage(file, at, "the record's checksum is wrong");
            }
            try {
                new Decoder(payload, into).read();
            } catch (TsdbException e) {
                return damage(file, at, String.valueOf(e.getMessage()));
            }
        }
        return "";
    }

    private static String damage(Path file, int at, String what) {
        return file.getFileName() + ", byte " + at + ": " + what;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}

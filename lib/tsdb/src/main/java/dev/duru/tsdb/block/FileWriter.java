package dev.duru.tsdb.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes a file from its beginning to its end, with the checksum of all. For one thread. */
final class FileWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 18;
    private static final int MOST_AT_ONCE = 16;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final CRC32C crc = new CRC32C();
    private long written;

    FileWriter(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** How many bytes there are so far. */
    long position() {
        return written + buffer.position();
    }

    void bytes(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            room(1);
            int part = Math.min(buffer.remaining(), bytes.length - at);
            buffer.put(bytes, at, part);
            at += part;
        }
    }

    void fixed(int number) throws IOException {
        room(4);
        buffer.putInt(number);
    }

    void fixed(long number) throws IOException {
        room(8);
        buffer.putLong(number);
    }

    /** Little-endian base 128. */
    void number(long number) throws IOException {
        room(MOST_AT_ONCE);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            buffer.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        written += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Makes all durable. */
    BlockMeta.Contents finish() throws IOException {
        flush();
        channel.force(true);
        return new BlockMeta.Contents(written, (int) crc.getValue());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.duru.tsdb.block;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.chunk.ChunkSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** A file of chunks, mapped. Safe for many threads. */
public final class ChunkFile implements ChunkSource {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Path file;
    private final int number;
    private final MemorySegment data;

    /** A file that is mapped already. */
    ChunkFile(Path file, int number, MemorySegment data) {
        this.file = file;
        this.number = number;
        this.data = data;
    }

    /**
     * Opens a file.
     *
     * @param number what others call it
     * @throws IOException when it is not there or cannot be read
     * @throws TsdbException when it does not begin as such a file does
     */
    public static ChunkFile open(Path file, int number) throws IOException {
        MemorySegment data;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
        MemorySegment magic = MemorySegment.ofArray(ChunkWriter.MAGIC);
        if (data.byteSize() < magic.byteSize()
                || data.asSlice(0, magic.byteSize()).mismatch(magic) >= 0) {
            throw new TsdbException(file + ", byte 0: it is no file of chunks");
        }
        return new ChunkFile(file, number, data);
    }

    @Override
    public int number() {
        return number;
    }

    /** All of it. */
    MemorySegment data() {
        return data;
    }

    @Override
    public byte[] read(int offset, int size) {
        return read(offset, size, () -> "the head");
    }

    /** The data of a chunk; whose it is can be asked for if it is damaged. */
    byte[] read(long offset, int size, Supplier<String> owner) {
        if (offset + size + Integer.BYTES > data.byteSize()) {
            throw damaged(offset, "a chunk of " + owner.get() + " is cut off");
        }
        byte[] bytes = new byte[size];
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset, bytes, 0, size);
        if (data.get(INT, offset + size) != checksum(bytes)) {
            throw damaged(offset, "the checksum of a chunk of " + owner.get() + " is wrong");
        }
        return bytes;
    }

    private TsdbException damaged(long offset, String how) {
        return new TsdbException(file + ", byte " + offset + ": " + how);
    }

    static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

package dev.duru.tsdb.block;

import dev.duru.tsdb.chunk.Chunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a file of chunks, each with its checksum. For one thread. */
public final class ChunkWriter implements AutoCloseable {
    static final byte[] MAGIC = "DURUCH01".getBytes(StandardCharsets.US_ASCII);

    private final FileWriter out;

    /** Begins a file, which must not be there. */
    public ChunkWriter(Path file) throws IOException {
        out = new FileWriter(file);
        out.bytes(MAGIC);
    }

    /** Where the next chunk begins. */
    public long position() {
        return out.position();
    }

    /** Adds a chunk. */
    public void add(Chunk chunk) throws IOException {
        out.bytes(chunk.data());
        out.fixed(ChunkFile.checksum(chunk.data()));
    }

    /** Makes all durable. */
    public BlockMeta.Contents finish() throws IOException {
        return out.finish();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

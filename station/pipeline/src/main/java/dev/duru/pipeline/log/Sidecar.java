package dev.duru.pipeline.log;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file beside a log. It begins in memory, since most logs are so small that what is beside them
 * is made again faster than a file is opened; {@link #settle} writes it down.
 */
final class Sidecar extends OutputStream {
    private static final int BUFFER = 1024;

    private final Path file;
    private ByteArrayOutputStream before = new ByteArrayOutputStream();
    private @Nullable OutputStream out;

    Sidecar(Path file) {
        this.file = file;
    }

    /** From now on it is a file, and goes on where that ends if it is there. */
    void settle() throws IOException {
        if (out == null) {
            OutputStream opened =
                    new BufferedOutputStream(
                            Files.newOutputStream(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                            BUFFER);
            before.writeTo(opened);
            before = new ByteArrayOutputStream();
            out = opened;
        }
    }

    @Override
    public void write(int value) throws IOException {
        (out == null ? before : out).write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        (out == null ? before : out).write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}

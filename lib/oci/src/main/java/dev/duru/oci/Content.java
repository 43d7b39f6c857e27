package dev.duru.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that are read when they are needed, as often as they are needed. */
public interface Content {
    /** How many bytes {@link #open} will give. */
    long size();

    /** A fresh stream at the first byte; the caller closes it. */
    InputStream open() throws IOException;

    /**
     * The content of a file as it is now; a file that changes its size before it is read is an
     * error then.
     */
    static Content file(Path file) throws IOException {
        return slice(file, 0, Files.size(file));
    }

    /** These bytes. */
    static Content bytes(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new Content() {
            @Override
            public long size() {
                return copy.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(copy);
            }
        };
    }

    /** Part of a file, such as one entry of an archive. */
    static Content slice(Path file, long offset, long size) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                SeekableByteChannel channel = Files.newByteChannel(file);
                try {
                    channel.position(offset);
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
                return new SlicedStream(channel, size);
            }
        };
    }
}

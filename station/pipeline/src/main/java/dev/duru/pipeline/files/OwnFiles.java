package dev.duru.pipeline.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Files that Duru itself writes and reads in folders in which a job can write too. A link or a pipe
 * that a job has put in such a file's place is neither followed nor waited for.
 */
public final class OwnFiles {
    private OwnFiles() {}

    /** Makes a file in the place of whatever has its name. */
    public static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.write(
                file,
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
    }

    /**
     * Reads at most so many bytes of a file; nothing when it is not a plain file any more.
     *
     * @param limit give one more than is allowed, to see that there was more
     */
    public static byte[] read(Path file, int limit) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(limit);
        }
    }
}

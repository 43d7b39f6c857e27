package dev.duru.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bytes by digest, on disk: {@code ROOT/sha256/ab/abcdef…}. A blob appears whole or not at all:
 * bytes are written aside, synced, and renamed into place, and the folder is synced too.
 */
public final class Blobs {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Path root;
    private final Path partial;
    private final boolean durable;

    private Blobs(Path root, boolean durable) {
        this.root = root;
        this.partial = root.resolve("partial");
        this.durable = durable;
    }

    /** Opens, or makes, the store. Leftovers of writes that never finished are removed. */
    public static Blobs open(Path root) {
        return open(root, true);
    }

    /**
     * A store that nobody needs any more when this process has ended: nothing waits for the disk.
     */
    public static Blobs temporary(Path root) {
        return open(root, false);
    }

    private static Blobs open(Path root, boolean durable) {
        try {
            Blobs blobs = new Blobs(root, durable);
            Files.createDirectories(root.resolve("sha256"));
            Files.createDirectories(blobs.partial);
            try (Stream<Path> leftovers = Files.list(blobs.partial)) {
                for (Path leftover : leftovers.toList()) {
                    Files.deleteIfExists(leftover);
                }
            }
            return blobs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps a stream to its end, and gives its digest, {@code sha256:…}. The caller closes the
     * stream.
     */
    public String put(InputStream bytes) {
        Path part = null;
        try {
            part = Files.createTempFile(partial, "put", ".part");
            MessageDigest sha256 = sha256();
            try (OutputStream out = Files.newOutputStream(part)) {
                byte[] buffer = new byte[64 * 1024];
                for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                    sha256.update(buffer, 0, n);
                    out.write(buffer, 0, n);
                }
            }
            String digest = "sha256:" + HexFormat.of().formatHex(sha256.digest());
            adopt(part, digest);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException("a blob could not be written: " + e.getMessage(), e);
        } finally {
            deleteQuietly(part);
        }
    }

    public String put(byte[] bytes) {
        return put(new java.io.ByteArrayInputStream(bytes));
    }

    /**
     * Takes a finished file over as the blob of a digest that the caller has computed from its
     * bytes. The file must be on the same file system; it is moved. A blob that is there already is
     * as good as new: its {@link #keptAt} becomes now.
     */
    public void adopt(Path file, String digest) {
        Path target = path(digest);
        try {
            if (renewed(target)) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(target.getParent());
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            if (durable) {
                sync(file);
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            if (durable) {
                sync(parent(target));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "blob " + digest + " could not be kept: " + e.getMessage(), e);
        }
    }

    /**
     * A fresh path for a file that is to be adopted later; gone at the next start if it never was.
     */
    public Path scratch() {
        try {
            return Files.createTempFile(partial, "scratch", ".part");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean exists(String digest) {
        return Files.exists(path(digest));
    }

    /**
     * Opens a blob.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    public InputStream read(String digest) {
        try {
            return Files.newInputStream(path(digest));
        } catch (NoSuchFileException e) {
            throw ProblemException.notFound("there is no blob " + digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The size in bytes. */
    public long size(String digest) {
        try {
            return Files.size(path(digest));
        } catch (NoSuchFileException e) {
            throw ProblemException.notFound("there is no blob " + digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the blob was last put or adopted: what is young may be about to be referred to. */
    public Instant keptAt(String digest) {
        try {
            return Files.getLastModifiedTime(path(digest)).toInstant();
        } catch (NoSuchFileException e) {
            throw ProblemException.notFound("there is no blob " + digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the blob lies, or would lie; the file is never to be changed. */
    public Path path(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw ProblemException.user(
                    "'" + digest + "' is not a digest; write sha256: and 64 hexadecimal digits");
        }
        String hex = digest.substring("sha256:".length());
        return root.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }

    public void delete(String digest) {
        deleteQuietly(path(digest));
    }

    /** All digests; close the stream. */
    public Stream<String> list() {
        try {
            return Files.walk(root.resolve("sha256"), 2)
                    .filter(Files::isRegularFile)
                    .map(file -> "sha256:" + file.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a small file so that it is whole and durable when this returns. */
    public static void writeDurably(Path file, byte[] bytes) {
        try {
            Path part = Files.createTempFile(parent(file), ".write", ".part");
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written: " + e.getMessage(), e);
        }
    }

    /** False where there is no such blob, or where it is being deleted at this moment. */
    private static boolean renewed(Path blob) throws IOException {
        try {
            Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no folder");
        }
        return parent;
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

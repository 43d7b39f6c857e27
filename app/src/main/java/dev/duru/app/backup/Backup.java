package dev.duru.app.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the data folder as a tar archive (POSIX pax), also while Duru works in it. */
public final class Backup {
    static final String DATABASE = "duru.db";

    /** Files at the root that belong to the running process, or are replaced by the snapshot. */
    private static final Set<String> LEFT_OUT =
            Set.of("lock", DATABASE, DATABASE + "-wal", DATABASE + "-shm", DATABASE + "-journal");

    /** Folders of work that is in progress and of no use elsewhere. */
    private static final Set<String> UNFINISHED = Set.of("partial", ".partial", ".incoming");

    private final Path data;
    private final Consumer<Path> snapshot;

    /**
     * @param data the data folder
     * @param snapshot copies the database, consistent, into a new file
     */
    public Backup(Path data, Consumer<Path> snapshot) {
        this.data = data;
        this.snapshot = snapshot;
    }

    /** Writes the archive, database first; the caller closes the stream. */
    public void write(OutputStream out) throws IOException {
        Path folder = Files.createTempDirectory("duru-backup");
        Path copy = folder.resolve(DATABASE);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        try {
            snapshot.accept(copy);
            file(tar, copy, DATABASE);
            for (Path entry : entries()) {
                add(tar, entry);
            }
            tar.finish();
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
    }

    /**
     * What is there, references of repositories before their objects: an object that a copied
     * reference names was there before it, and is copied after it.
     */
    private List<Path> entries() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                data,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attrs) {
                        if (UNFINISHED.contains(String.valueOf(dir.getFileName()))
                                || data.relativize(dir).equals(Path.of("pipeline", "jobs"))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (!dir.equals(data)) {
                            found.add(dir);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) {
                        boolean root = data.equals(file.getParent());
                        if (!(root && LEFT_OUT.contains(String.valueOf(file.getFileName())))) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        Comparator<Path> objectsLast = Comparator.comparing(Backup::isObject);
        return found.stream().sorted(objectsLast).toList();
    }

    private static boolean isObject(Path path) {
        for (Path part : path) {
            if (part.toString().equals("objects")) {
                return true;
            }
        }
        return false;
    }

    private void add(TarArchiveOutputStream tar, Path path) throws IOException {
        String name = data.relativize(path).toString();
        try {
            if (Files.isSymbolicLink(path)) {
                TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
                entry.setLinkName(Files.readSymbolicLink(path).toString());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                TarArchiveEntry entry = new TarArchiveEntry(name + "/");
                entry.setMode(mode(path) | (TarArchiveEntry.DEFAULT_DIR_MODE & ~0777));
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                file(tar, path, name);
            }
            // Sockets and pipes belong to processes, not to data.
        } catch (NoSuchFileException e) {
            // It went away since it was listed: it was in nobody's way, and in no snapshot.
        }
    }

    /** A file may grow while it is read; what was there at first is what is written. */
    private static void file(TarArchiveOutputStream tar, Path path, String name)
            throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            long size = Files.size(path);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(size);
            entry.setMode(mode(path) | (TarArchiveEntry.DEFAULT_FILE_MODE & ~0777));
            entry.setModTime(Files.getLastModifiedTime(path));
            tar.putArchiveEntry(entry);
            byte[] buffer = new byte[64 * 1024];
            long left = size;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    // It was cut short; zeros keep the archive whole.
                    java.util.Arrays.fill(buffer, (byte) 0);
                    n = (int) Math.min(buffer.length, left);
                }
                tar.write(buffer, 0, n);
                left -= n;
            }
            tar.closeArchiveEntry();
        }
    }

    private static int mode(Path path) throws IOException {
        return Modes.bits(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}

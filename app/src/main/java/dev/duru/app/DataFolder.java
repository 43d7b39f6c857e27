package dev.duru.app;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that holds everything that is to be kept, and the lock that keeps a second Duru out of
 * it. docs/data-folder.md describes what lies where.
 */
final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes the folder where there is none, for its owner only.
     *
     * @throws ProblemException RESOURCE when it cannot be written, or another Duru works in it
     */
    static DataFolder open(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
            FileChannel channel =
                    FileChannel.open(
                            root.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw ProblemException.resource(
                        "another Duru works in "
                                + root
                                + "; stop it, or choose another folder with --data");
            }
            return new DataFolder(root, channel);
        } catch (IOException | UnsupportedOperationException e) {
            throw ProblemException.resource(
                    "the data folder " + root + " cannot be used: " + e.getMessage());
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path database() {
        return root.resolve("duru.db");
    }

    /** A station's own folder. */
    Path of(String station) {
        try {
            return Files.createDirectories(root.resolve(station));
        } catch (IOException e) {
            throw ProblemException.resource(
                    "the folder " + root.resolve(station) + " cannot be made: " + e.getMessage());
        }
    }

    /** The folder itself, for those who must keep others out of all of it. */
    Path root() {
        return root;
    }

    Path keys() {
        return root.resolve("keys");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

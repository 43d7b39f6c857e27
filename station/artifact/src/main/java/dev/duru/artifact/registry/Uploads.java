package dev.duru.artifact.registry;

import dev.duru.kernel.Database;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Blobs on their way in. Each upload is a row and a file of what came so far; pieces are appended
 * and hashed as they arrive, with one buffer of memory. Uploads survive a restart: the file is the
 * truth about how far they came, and only the running hash is made again from it.
 */
final class Uploads {
    private static final int BUFFER = 128 * 1024;

    private final Database database;
    private final Path folder;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /** A hash that has seen the first {@code hashed} bytes; one request at a time works on it. */
    private static final class Running {
        private final ReentrantLock lock = new ReentrantLock();
        private MessageDigest hash = Digest.sha256();
        private long hashed;
    }

    /**
     * Which bytes a piece claims to be, both included.
     *
     * @param from counts from 0
     */
    record Piece(long from, long to) {
        long length() {
            return to - from + 1;
        }
    }

    /** Uses {@code folder} for itself; it must be on the file system of the blobs. */
    Uploads(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Set<String> known = Set.copyOf(ids());
            for (Path file : files()) {
                if (!known.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String start(Repository repository, String by) {
        String id = UUID.randomUUID().toString();
        try {
            Files.createFile(folder.resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be started: " + e.getMessage(), e);
        }
        database.update(tx ->
                tx.sql()
                        .createUpdate(
                                """
                                insert into registry_upload (id, repository, started_by, started_at)
                                values (:id, :repository, :by, :now)
                                """)
                        .bind("id", id)
                        .bind("repository", repository.name())
                        .bind("by", by)
                        .bind("now", tx.now().toEpochMilli())
                        .execute());
        return id;
    }

    /** Bytes received so far. */
    long received(Repository repository, String id) {
        try {
            return Files.size(file(repository, id));
        } catch (IOException e) {
            throw unknown(id);
        }
    }

    /**
     * Appends a piece and returns the bytes received so far. What arrived before a client went away
     * stays, unless the piece said where it ends: then it is all or nothing.
     */
    long append(Repository repository, String id, InputStream body, @Nullable Piece piece) {
        Path file = file(repository, id);
        Running state = lock(id);
        try {
            return append(file, state, body, piece);
        } finally {
            state.lock.unlock();
        }
    }

    /**
     * Appends the last piece, which may be empty, and hands the file over for keeping if it has the
     * digest. A wrong digest ends the upload: it can only be started again.
     */
    long finish(Repository repository, String id, Digest expected, Body body, Keeper keeper) {
        Path file = file(repository, id);
        Running state = lock(id);
        try {
            long size = append(file, state, body.bytes(), body.piece());
            Digest actual = hash(file, state, size);
            if (!actual.equals(expected)) {
                forget(id);
                throw new Refusal(
                        ErrorCode.DIGEST_INVALID,
                        "the upload has the digest "
                                + actual
                                + ", not "
                                + expected
                                + "; send it again");
            }
            keeper.keep(file, size);
            forget(id);
            return size;
        } finally {
            state.lock.unlock();
        }
    }

    /** The last piece: its bytes, and which they claim to be. */
    record Body(InputStream bytes, @Nullable Piece piece) {}

    /** Takes a finished upload over. */
    interface Keeper {
        void keep(Path file, long size);
    }

    void cancel(Repository repository, String id) {
        file(repository, id);
        Running state = lock(id);
        try {
            forget(id);
        } finally {
            state.lock.unlock();
        }
    }

    /** Ends uploads that nobody has added to since a time; returns how many. */
    int expire(Instant before) {
        int expired = 0;
        for (String id : ids()) {
            Running state = running.computeIfAbsent(id, key -> new Running());
            if (!state.lock.tryLock()) {
                continue;
            }
            try {
                if (idleSince(folder.resolve(id)).isBefore(before)) {
                    forget(id);
                    expired++;
                }
            } finally {
                state.lock.unlock();
            }
        }
        return expired;
    }

    private static Instant idleSince(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    private long append(Path file, Running state, InputStream body, @Nullable Piece piece) {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long before = out.size();
            if (piece != null && piece.from() != before) {
                throw Refusal.outOfOrder(
                        "this piece begins at "
                                + piece.from()
                                + " but the upload has "
                                + before
                                + " bytes",
                        before);
            }
            if (state.hashed != before) {
                rehash(file, state, before);
            }
            out.position(before);
            long added = copy(body, out, state, piece == null ? Long.MAX_VALUE : piece.length());
            if (piece != null && added != piece.length()) {
                out.truncate(before);
                state.hashed = -1;
                throw new Refusal(
                        ErrorCode.SIZE_INVALID,
                        "Content-Range promises "
                                + piece.length()
                                + " bytes, the body is of another length");
            }
            return before + added;
        } catch (NoSuchFileException e) {
            throw unknown(file.getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("an upload broke off: " + e.getMessage(), e);
        }
    }

    /** Copies at most {@code max} bytes; returns more than that if the body is longer. */
    private static long copy(InputStream body, FileChannel out, Running state, long max)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long added = 0;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (added + n > max) {
                return added + n;
            }
            write(out, ByteBuffer.wrap(buffer, 0, n));
            state.hash.update(buffer, 0, n);
            state.hashed += n;
            added += n;
        }
        return added;
    }

    private static void write(FileChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.Code.RESOURCE,
                    "the registry cannot write to its disk: "
                            + e.getMessage()
                            + "; an operator must make room",
                    e);
        }
    }

    private static Digest hash(Path file, Running state, long size) {
        if (state.hashed != size) {
            return Digest.of(file);
        }
        return Digest.finish(state.hash);
    }

    private static void rehash(Path file, Running state, long size) throws IOException {
        state.hash = Digest.sha256();
        state.hashed = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0 && state.hashed < size; n = in.read(buffer)) {
                state.hash.update(buffer, 0, n);
                state.hashed += n;
            }
        }
    }

    private Running lock(String id) {
        Running state = running.computeIfAbsent(id, key -> new Running());
        if (!state.lock.tryLock()) {
            throw new Refusal(
                    ErrorCode.BLOB_UPLOAD_INVALID,
                    409,
                    "another request is adding to this upload; wait for it");
        }
        return state;
    }

    /** Called with the upload's lock, which goes last: whoever waits for it finds nothing left. */
    private void forget(String id) {
        database.update(tx ->
                tx.sql()
                        .createUpdate("delete from registry_upload where id = :id")
                        .bind("id", id)
                        .execute());
        try {
            Files.deleteIfExists(folder.resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running.remove(id);
    }

    private Path file(Repository repository, String id) {
        boolean known =
                database.read(sql ->
                        sql.createQuery(
                                                "select count(*) from registry_upload where id = :id and repository = :repository")
                                        .bind("id", id)
                                        .bind("repository", repository.name())
                                        .mapTo(Long.class)
                                        .one()
                                > 0);
        Path file = known ? folder.resolve(id) : folder;
        if (!known || !Files.isRegularFile(file)) {
            throw unknown(id);
        }
        return file;
    }

    private static Refusal unknown(String id) {
        return new Refusal(
                ErrorCode.BLOB_UPLOAD_UNKNOWN,
                "there is no upload "
                        + (id.length() > 64 ? id.substring(0, 64) : id)
                        + " here; start a new one");
    }

    private List<String> ids() {
        return database.read(sql ->
                sql.createQuery("select id from registry_upload").mapTo(String.class).list());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.collect(Collectors.toList());
        }
    }
}

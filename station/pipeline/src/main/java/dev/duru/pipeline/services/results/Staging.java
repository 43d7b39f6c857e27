package dev.duru.pipeline.services.results;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.services.tokens.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bytes of one upload: blocks under their ids until a list puts them together, or pieces at
 * their offsets, and the whole in the end.
 */
final class Staging {
    private static final String WHOLE = "whole";
    private static final String PIECES = "pieces";

    private final Path folder;

    Staging(Path folder) {
        this.folder = folder;
    }

    static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload's folder could not be made", e);
        }
    }

    /** What was written. */
    record Written(long bytes, byte[] md5) {}

    /** Replaces the whole. */
    Written whole(InputStream in, long limit) throws IOException {
        return write(in, folder.resolve(WHOLE), limit);
    }

    /** Keeps a block; one of the same id is replaced. */
    Written block(String id, InputStream in, long limit) throws IOException {
        long room = limit - used();
        return write(in, block(id), room);
    }

    private Path block(String id) {
        return folder.resolve("block-" + Secret.hash(id));
    }

    private long used() throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    /** Puts blocks together in this order, and drops them; the ids that are not there else. */
    List<String> join(List<String> ids) throws IOException {
        List<String> missing =
                ids.stream().filter(id -> !Files.isRegularFile(block(id))).distinct().toList();
        if (!missing.isEmpty()) {
            return missing;
        }
        Path part = Files.createTempFile(folder, "join", ".part");
        try (OutputStream out = Files.newOutputStream(part)) {
            for (String id : ids) {
                Files.copy(block(id), out);
            }
        }
        Files.move(part, folder.resolve(WHOLE), StandardCopyOption.REPLACE_EXISTING);
        for (String id : ids) {
            Files.deleteIfExists(block(id));
        }
        return List.of();
    }

    /** Appends to the whole; its length before. */
    long append(InputStream in, long limit) throws IOException {
        Path whole = folder.resolve(WHOLE);
        long before = Files.exists(whole) ? Files.size(whole) : 0;
        try (OutputStream out =
                Files.newOutputStream(
                        whole, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            copy(in, out, limit - before);
        }
        return before;
    }

    /**
     * Writes a piece at its place in the whole.
     *
     * @param last the place of its last byte
     */
    void piece(InputStream in, long first, long last, long limit) throws IOException {
        if (last < first || last >= limit) {
            throw ProblemException.user(
                    "the piece " + first + "-" + last + " is not within the limit of " + limit);
        }
        long at = first;
        try (FileChannel channel =
                FileChannel.open(
                        folder.resolve(WHOLE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (at + n > last + 1) {
                    throw ProblemException.user("the body is longer than its Content-Range says");
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            }
        }
        if (at != last + 1) {
            throw ProblemException.user("the body is shorter than its Content-Range says");
        }
        Files.writeString(
                folder.resolve(PIECES),
                first + " " + (last + 1) + "\n",
                StandardCharsets.US_ASCII,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Whether pieces cover all bytes up to a size, and none lies beyond. */
    boolean covers(long size) throws IOException {
        Path pieces = folder.resolve(PIECES);
        if (!Files.exists(pieces)) {
            return size == 0;
        }
        record Span(long from, long to) {}
        List<Span> spans = new ArrayList<>();
        for (String line : Files.readAllLines(pieces, StandardCharsets.US_ASCII)) {
            int space = line.indexOf(' ');
            spans.add(
                    new Span(
                            Long.parseLong(line.substring(0, space)),
                            Long.parseLong(line.substring(space + 1))));
        }
        spans.sort(Comparator.comparingLong(Span::from));
        long reached = 0;
        for (Span span : spans) {
            if (span.from() > reached) {
                return false;
            }
            reached = Math.max(reached, span.to());
        }
        return reached == size;
    }

    /** The whole, once it is there. */
    Optional<Path> whole() {
        Path whole = folder.resolve(WHOLE);
        return Files.isRegularFile(whole) ? Optional.of(whole) : Optional.empty();
    }

    private static Written write(InputStream in, Path target, long limit) throws IOException {
        Path folder = target.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(target + " has no folder");
        }
        Path part = Files.createTempFile(folder, "put", ".part");
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            long bytes;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), md5)) {
                bytes = copy(in, out, limit);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return new Written(bytes, md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long copy(InputStream in, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long sum = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            sum += n;
            if (sum > limit) {
                throw new TooLargeException();
            }
            out.write(buffer, 0, n);
        }
        return sum;
    }

    /** More bytes than an upload may have. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("the upload is larger than this Duru keeps");
        }
    }
}

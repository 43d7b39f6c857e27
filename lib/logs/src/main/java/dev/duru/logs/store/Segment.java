package dev.duru.logs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of frames. Heads are read when the segment is first asked for lines; of these every one
 * that is some way behind the one before is kept in memory, the others are found from there.
 */
final class Segment implements AutoCloseable {
    private static final int STRIDE = 16 * 1024;
    private static final int BLOCK = 256 * 1024;

    private final Path file;
    private final long firstId;
    private FileChannel channel;
    private boolean closed;
    private long length;
    private @Nullable List<Place> places;
    private long maxNanos = Long.MIN_VALUE;

    /** Where a frame with this first id begins. */
    private record Place(long firstId, long offset) {}

    /** A frame's head with its place. */
    record Located(long offset, Frame.Head head) {
        long end() {
            return offset + head.length();
        }
    }

    private Segment(Path file, long firstId, FileChannel channel) throws IOException {
        this.file = file;
        this.firstId = firstId;
        this.channel = channel;
        this.length = channel.size();
    }

    static Path fileOf(Path folder, long firstId) {
        return folder.resolve("%016x.lines".formatted(firstId));
    }

    static Segment open(Path file) throws IOException {
        String name = file.getFileName().toString();
        long firstId = Long.parseLong(name.substring(0, 16), 16);
        return new Segment(
                file,
                firstId,
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    static Segment create(Path folder, long firstId) throws IOException {
        Path file = fileOf(folder, firstId);
        Segment segment =
                new Segment(
                        file,
                        firstId,
                        FileChannel.open(
                                file,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING));
        segment.places = new ArrayList<>();
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
        return segment;
    }

    /** The open file; a thread that is interrupted while it reads closes it for all. */
    private synchronized FileChannel channel() throws IOException {
        if (!channel.isOpen() && !closed) {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    long firstId() {
        return firstId;
    }

    synchronized long length() {
        return length;
    }

    /** Writes frames behind all others and syncs them; on a failure the file is as before. */
    void append(List<ByteBuffer> frames) throws IOException {
        long start = length();
        long at = start;
        FileChannel out = channel();
        if (out.size() > start) {
            out.truncate(start);
        }
        try {
            for (ByteBuffer frame : frames) {
                ByteBuffer rest = frame.duplicate();
                while (rest.hasRemaining()) {
                    at += out.write(rest, at);
                }
            }
            out.force(false);
        } catch (IOException e) {
            try {
                out.truncate(start);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        synchronized (this) {
            long offset = start;
            for (ByteBuffer frame : frames) {
                Frame.Head head = Frame.head(frame.array(), 0).orElseThrow();
                seen(head);
                note(offset, head);
                offset += frame.limit();
            }
            length = at;
        }
    }

    private void seen(Frame.Head head) {
        if (head.count() > 0) {
            maxNanos = Math.max(maxNanos, head.maxNanos());
        }
    }

    private void note(long offset, Frame.Head head) {
        List<Place> known = places;
        if (known != null && (known.isEmpty() || offset - known.getLast().offset() >= STRIDE)) {
            known.add(new Place(head.firstId(), offset));
        }
    }

    /** When the youngest line was said. */
    synchronized long maxNanos() throws IOException {
        places();
        return maxNanos;
    }

    private synchronized List<Place> places() throws IOException {
        List<Place> known = places;
        if (known == null) {
            known = new ArrayList<>();
            places = known;
            long at = 0;
            for (Optional<Located> next = next(at); next.isPresent(); next = next(at)) {
                seen(next.get().head());
                note(next.get().offset(), next.get().head());
                at = next.get().end();
            }
        }
        return known;
    }

    /** The first frame with a whole head from a place on; damaged bytes before it are skipped. */
    Optional<Located> next(long from) throws IOException {
        byte[] head = read(from, Frame.HEAD);
        Optional<Frame.Head> whole = Frame.head(head, 0);
        if (whole.isPresent()) {
            return Optional.of(new Located(from, whole.get()));
        }
        for (long at = from; at < length(); at += BLOCK) {
            byte[] block = read(at, BLOCK + Frame.HEAD);
            for (int i = 0; i + Frame.HEAD <= block.length && i < BLOCK; i++) {
                Optional<Frame.Head> found =
                        block[i] == (byte) (Frame.MAGIC >>> 24)
                                ? Frame.head(block, i)
                                : Optional.empty();
                if (found.isPresent()) {
                    return Optional.of(new Located(at + i, found.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The frame that holds an id, or the first one behind it; empty behind the last. */
    Optional<Located> find(long id) throws IOException {
        List<Place> known;
        long at = 0;
        synchronized (this) {
            known = places();
            int low = 0;
            int high = known.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (known.get(middle).firstId() <= id) {
                    at = known.get(middle).offset();
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
        }
        Optional<Located> next = next(at);
        while (next.isPresent() && next.get().head().firstId() + next.get().head().count() <= id) {
            next = next(next.get().end());
        }
        return next;
    }

    /** The body of a frame, as stored. */
    byte[] body(Located located) throws IOException {
        return read(located.offset() + Frame.HEAD, located.head().bodyLength());
    }

    private byte[] read(long offset, int most) throws IOException {
        int size = (int) Math.clamp(length() - offset, 0, most);
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel().read(buffer, offset + buffer.position()) < 0) {
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
        }
        return buffer.array();
    }

    /** Forgets what is behind a place. */
    synchronized void truncate(long to) throws IOException {
        channel().truncate(to);
        channel().force(true);
        length = to;
        places = null;
        maxNanos = Long.MIN_VALUE;
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    /** Whether it was dropped, or its store closed. */
    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}

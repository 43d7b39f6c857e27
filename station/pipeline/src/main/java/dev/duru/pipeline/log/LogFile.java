package dev.duru.pipeline.log;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a job's log, also while it is being written. The file has one line for each line: time in
 * milliseconds, step, kind (one character), text, separated by single spaces. The index beside it
 * holds the byte offset of every {@value #STRIDE}th line as 8 bytes, big end first; the marks
 * ({@link LogMarks}) say where steps, groups and errors are. Both may lag behind the log, and are
 * made again from it where they are missing or do not fit; a small log has none of them.
 */
public final class LogFile {
    /** Every so many lines have their place in the index. */
    public static final int STRIDE = 128;

    /** A log of so many bytes is read whole as fast as what would lie beside it. */
    static final int SMALL = 64 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final AtomicLong bytesRead = new AtomicLong();

    public LogFile(Path file) {
        this.file = file;
    }

    static Path indexOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".idx");
    }

    static Path marksOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".marks");
    }

    /** How many bytes of the log itself this object has read, for measuring. */
    public long bytesRead() {
        return bytesRead.get();
    }

    /** At most {@code limit} lines from line {@code from} (from 1) on; empty past the end. */
    public List<LogLine> read(long from, int limit) {
        long first = Math.max(1, from);
        List<LogLine> lines = new ArrayList<>();
        if (limit > 0) {
            scan(
                    first,
                    line -> {
                        if (line.number() >= first) {
                            lines.add(line);
                        }
                        return lines.size() < limit;
                    });
        }
        return lines;
    }

    /** The number of whole lines so far. */
    public long lines() {
        long[] last = {0};
        raw(
                Long.MAX_VALUE,
                (number, bytes, length) -> {
                    last[0] = number;
                    return true;
                });
        return last[0];
    }

    /** Where steps, groups and errors are. */
    public LogMarks marks() {
        try {
            if (withoutMarks()) {
                return LogMarks.read(new ByteArrayInputStream(freshMarks()));
            }
            return LogMarks.read(Files.newInputStream(marksOf(file)));
        } catch (NoSuchFileException e) {
            // A log without a line.
            return LogMarks.NONE;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How many marks there are, which is cheap to ask. */
    public long markCount() {
        try {
            long bytes = withoutMarks() ? freshMarks().length : Files.size(marksOf(file));
            return bytes / LogMarks.BYTES;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Whether it has none beside it because it is small; a larger one gets them now. */
    private boolean withoutMarks() throws IOException {
        if (Files.exists(marksOf(file))) {
            return false;
        }
        if (Files.size(file) <= SMALL) {
            return true;
        }
        rebuild();
        return false;
    }

    private byte[] freshMarks() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogMarks.Writer marking = new LogMarks.Writer(new DataOutputStream(bytes))) {
            raw(1, (number, line, length) -> mark(marking, number, line, length));
        }
        return bytes.toByteArray();
    }

    /** What a line is stands at its beginning. */
    private static boolean mark(LogMarks.Writer marking, long number, byte[] line, int length) {
        String head = new String(line, 0, Math.min(length, 40), StandardCharsets.UTF_8);
        try {
            marking.line(LogLine.decode(number, head));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }

    /**
     * Lines from {@code from} on that contain a text, in any case.
     *
     * @param limit how many to give at most
     */
    public List<LogLine> search(String text, long from, int limit) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<LogLine> found = new ArrayList<>();
        scan(
                Math.max(1, from),
                line -> {
                    if (line.number() >= from
                            && line.text().toLowerCase(Locale.ROOT).contains(wanted)) {
                        found.add(line);
                    }
                    return found.size() < limit;
                });
        return found;
    }

    /** What to do with a line. */
    @FunctionalInterface
    public interface Visitor {
        /** False to stop. */
        boolean visit(LogLine line);
    }

    /** What to do with a line that is not decoded yet; the bytes are only lent. */
    private interface RawVisitor {
        boolean visit(long number, byte[] bytes, int length);
    }

    /** Visits lines in order, beginning at or a little before {@code from}. */
    public void scan(long from, Visitor visitor) {
        raw(
                from,
                (number, bytes, length) ->
                        visitor.visit(
                                LogLine.decode(
                                        number,
                                        new String(bytes, 0, length, StandardCharsets.UTF_8))));
    }

    /** Whether a line is to be decoded; the bytes are only lent. */
    interface Sieve {
        boolean keeps(byte[] bytes, int length);
    }

    /** As {@link #scan(long, Visitor)}, but only lines whose bytes a sieve keeps. */
    void scan(long from, Sieve sieve, Visitor visitor) {
        raw(
                from,
                (number, bytes, length) ->
                        !sieve.keeps(bytes, length)
                                || visitor.visit(
                                        LogLine.decode(
                                                number,
                                                new String(
                                                        bytes,
                                                        0,
                                                        length,
                                                        StandardCharsets.UTF_8))));
    }

    private void raw(long from, RawVisitor visitor) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long[] place = place(channel, Math.max(0, (from - 1) / STRIDE));
            walk(channel, place[0], place[1], visitor);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void walk(FileChannel channel, long offset, long first, RawVisitor visitor)
            throws IOException {
        channel.position(offset);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        byte[] line = new byte[1024];
        int length = 0;
        long number = first;
        while (channel.read(buffer.clear()) >= 0) {
            byte[] bytes = buffer.array();
            int limit = buffer.position();
            bytesRead.addAndGet(limit);
            int begin = 0;
            for (int i = 0; i < limit; i++) {
                if (bytes[i] == '\n') {
                    line = joined(line, length, bytes, begin, i);
                    if (!visitor.visit(number++, line, length + i - begin)) {
                        return;
                    }
                    length = 0;
                    begin = i + 1;
                }
            }
            line = joined(line, length, bytes, begin, limit);
            length += limit - begin;
        }
    }

    private static byte[] joined(byte[] line, int length, byte[] bytes, int from, int to) {
        int needed = length + to - from;
        byte[] target = needed > line.length ? Arrays.copyOf(line, needed * 2) : line;
        System.arraycopy(bytes, from, target, length, to - from);
        return target;
    }

    /**
     * The nearest place at or before a stride that the index knows and that fits the log: byte
     * offset and line number.
     */
    private long[] place(FileChannel channel, long stride) throws IOException {
        for (int attempt = 0; attempt < 2; attempt++) {
            try (FileChannel index = FileChannel.open(indexOf(file), StandardOpenOption.READ)) {
                long known = index.size() / Long.BYTES;
                long at = Math.min(stride, known - 1);
                if (at <= 0) {
                    return new long[] {0, 1};
                }
                long offset = number(index, at * Long.BYTES);
                if (offset <= channel.size() && beginsLine(channel, offset)) {
                    return new long[] {offset, at * STRIDE + 1};
                }
            } catch (NoSuchFileException e) {
                // Made again below; a log that is small or just begun needs none.
                if (channel.size() <= SMALL) {
                    return new long[] {0, 1};
                }
            }
            rebuild();
        }
        return new long[] {0, 1};
    }

    private static boolean beginsLine(FileChannel channel, long offset) throws IOException {
        ByteBuffer before = ByteBuffer.allocate(1);
        return offset > 0 && channel.read(before, offset - 1) == 1 && before.get(0) == '\n';
    }

    private static long number(FileChannel index, long at) throws IOException {
        ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
        while (place.hasRemaining()) {
            if (index.read(place, at + place.position()) < 0) {
                return Long.MAX_VALUE;
            }
        }
        return place.flip().getLong();
    }

    /** Writes index and marks again from the log itself. */
    void rebuild() {
        try {
            Path index = Files.createTempFile(file.toAbsolutePath().getParent(), "index", ".tmp");
            Path marks = Files.createTempFile(file.toAbsolutePath().getParent(), "marks", ".tmp");
            try (DataOutputStream places = out(index);
                    LogMarks.Writer marking = new LogMarks.Writer(out(marks));
                    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long[] offset = {0};
                walk(
                        channel,
                        0,
                        1,
                        (number, bytes, length) -> {
                            try {
                                if ((number - 1) % STRIDE == 0) {
                                    places.writeLong(offset[0]);
                                }
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            offset[0] += length + 1;
                            return mark(marking, number, bytes, length);
                        });
            }
            Files.move(index, indexOf(file), StandardCopyOption.ATOMIC_MOVE);
            Files.move(marks, marksOf(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the index of " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static DataOutputStream out(Path path) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)));
    }
}

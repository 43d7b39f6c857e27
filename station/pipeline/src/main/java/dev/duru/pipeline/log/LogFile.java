package dev.duru.pipeline.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a job's log, also while it is being written. The file has one line for each line: time in
 * milliseconds, step, kind (one character), text, separated by single spaces. The index beside it
 * holds the byte offset of every {@value #STRIDE}th line as 8 bytes, big end first.
 */
public final class LogFile {
    /** Every so many lines have their place in the index. */
    public static final int STRIDE = 128;

    private final Path file;

    public LogFile(Path file) {
        this.file = file;
    }

    static Path indexOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".idx");
    }

    /** At most {@code limit} lines from line {@code from} (from 1) on; empty past the end. */
    public List<LogLine> read(long from, int limit) {
        long first = Math.max(1, from);
        List<LogLine> lines = new ArrayList<>();
        scan(
                first,
                line -> {
                    if (line.number() >= first) {
                        lines.add(line);
                    }
                    return lines.size() < limit;
                });
        return lines;
    }

    /** The number of whole lines so far. */
    public long lines() {
        long[] last = {0};
        long strides;
        try {
            strides = Files.size(indexOf(file)) / Long.BYTES;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scan(
                Math.max(1, (strides - 1) * STRIDE + 1),
                line -> {
                    last[0] = line.number();
                    return true;
                });
        return last[0];
    }

    /**
     * Lines from {@code from} on that contain a text, in any case.
     *
     * @param limit how many to give at most
     */
    public List<LogLine> search(String text, long from, int limit) {
        String wanted = text.toLowerCase(java.util.Locale.ROOT);
        List<LogLine> found = new ArrayList<>();
        scan(
                Math.max(1, from),
                line -> {
                    if (line.number() >= from
                            && line.text().toLowerCase(java.util.Locale.ROOT).contains(wanted)) {
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

    /** Visits lines in order, beginning at or a little before {@code from}. */
    public void scan(long from, Visitor visitor) {
        long stride = (from - 1) / STRIDE;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long number = 1;
            long offset = stride == 0 ? 0 : offset(stride);
            if (offset == Long.MAX_VALUE) {
                return;
            }
            if (offset > 0) {
                channel.position(offset);
                number = stride * STRIDE + 1;
            }
            var in = new java.io.BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
            byte[] buffer = new byte[1024];
            int length = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
                    if (!visitor.visit(LogLine.decode(number++, text))) {
                        return;
                    }
                    length = 0;
                } else {
                    if (length == buffer.length) {
                        buffer = java.util.Arrays.copyOf(buffer, length * 2);
                    }
                    buffer[length++] = (byte) next;
                }
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private long offset(long stride) throws IOException {
        try (FileChannel index = FileChannel.open(indexOf(file), StandardOpenOption.READ)) {
            long known = index.size() / Long.BYTES;
            if (stride >= known) {
                // Past the end: the line at a place is only written after the place.
                return Long.MAX_VALUE;
            }
            ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
            while (place.hasRemaining()) {
                if (index.read(place, stride * Long.BYTES + place.position()) < 0) {
                    return Long.MAX_VALUE;
                }
            }
            return place.flip().getLong();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}

package dev.duru.pipeline.log;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job's log. What {@link #flush} returned from is with the operating system and survives
 * the end of Duru; it is called whenever output pauses, at the latest a quarter of a second after a
 * line. One line of at most {@value #LONGEST} characters at a time is in memory.
 */
public final class JobLog implements AutoCloseable {
    static final int LONGEST = 64 * 1024;
    private static final int BUFFER = 32 * 1024;
    private static final int PAUSE_MILLIS = 200;

    /** For what Duru has to say about a log that is full. */
    private static final long LAST_WORDS = 256 * 1024;

    private final Path file;
    private final OutputStream out;
    private final Sidecar places;
    private final DataOutputStream index;
    private final Sidecar marked;
    private final LogMarks.Writer marks;
    private final InstantSource clock;
    private final AtomicLong lines = new AtomicLong();
    private byte[] head = {};
    private @Nullable LogLine headed;
    private long bytes;
    private long lastFlush;
    private boolean dirty;
    private long largest = Long.MAX_VALUE;
    private @Nullable Runnable reached;
    private boolean debug = true;
    private boolean planned;

    private JobLog(Path file, OutputStream out, InstantSource clock) {
        this.file = file;
        this.out = out;
        this.places = new Sidecar(LogFile.indexOf(file));
        this.index = new DataOutputStream(places);
        this.marked = new Sidecar(LogFile.marksOf(file));
        this.marks = new LogMarks.Writer(new DataOutputStream(marked));
        this.clock = clock;
    }

    /**
     * Opens a log.
     *
     * @param resume whether to go on after the lines of an earlier attempt; else the log begins
     *     anew
     */
    public static JobLog open(Path file, InstantSource clock, boolean resume) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            long[] written = {0, 0};
            if (resume) {
                written = mend(file);
            } else {
                Files.deleteIfExists(LogFile.indexOf(file));
                Files.deleteIfExists(LogFile.marksOf(file));
                Files.deleteIfExists(file);
            }
            OutputStream out =
                    Files.newOutputStream(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            JobLog log = new JobLog(file, new BufferedOutputStream(out, BUFFER), clock);
            log.bytes = written[0];
            log.lines.set(written[1]);
            if (resume) {
                log.settle();
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** What is beside the log is there before anybody can see that the log is not small. */
    private void settle() throws IOException {
        places.settle();
        marked.settle();
    }

    /** Ends a line that was cut by the death of Duru, and writes the index again. */
    private static long[] mend(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new long[] {0, 0};
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
            long size = log.length();
            if (size > 0) {
                log.seek(size - 1);
                if (log.read() != '\n') {
                    log.write('\n');
                }
            }
        }
        LogFile mended = new LogFile(file);
        mended.rebuild();
        return new long[] {Files.size(file), mended.lines()};
    }

    /** Leaves out what is only there to find errors; it is kept otherwise. */
    public synchronized void withoutDebug() {
        debug = false;
    }

    /**
     * Appends a line; a line end within the text becomes lines of their own.
     *
     * @return the number of the first, if the log is not full
     */
    public synchronized long append(int step, LogLine.Kind kind, String text) {
        long first = lines.get() + 1;
        if (kind == LogLine.Kind.DEBUG && !debug) {
            return first;
        }
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            one(step, kind, text.substring(from, end));
            from = end + 1;
        }
        one(step, kind, text.substring(from));
        return first;
    }

    /**
     * Sets how large the log may become. Then what steps print is dropped, and a little later
     * everything.
     *
     * @param most in bytes; 0 for any size
     * @param then called once, on the thread that appends, when it has become so large
     */
    public synchronized void limit(long most, Runnable then) {
        largest = most == 0 ? Long.MAX_VALUE : most;
        reached = then;
    }

    private boolean drops(LogLine.Kind kind) {
        if (bytes < largest) {
            return false;
        }
        Runnable then = reached;
        reached = null;
        if (then != null) {
            then.run();
        }
        return kind == LogLine.Kind.OUTPUT || bytes >= largest + LAST_WORDS;
    }

    private void one(int step, LogLine.Kind kind, String text) {
        if (drops(kind)) {
            return;
        }
        long now = clock.millis();
        LogLine line = new LogLine(lines.get() + 1, now, step, kind, text);
        byte[] head = head(line);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (bytes + head.length + body.length >= LogFile.SMALL) {
                settle();
            }
            if (lines.get() % LogFile.STRIDE == 0) {
                index.writeLong(bytes);
            }
            marks.line(line);
            out.write(head);
            out.write(body);
            out.write('\n');
            bytes += head.length + body.length + 1L;
            lines.incrementAndGet();
            dirty = true;
            if (now - lastFlush > PAUSE_MILLIS) {
                flush();
            } else if (!planned) {
                planned = true;
                Thread.ofVirtual().name("log-flush").start(this::flushSoon);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a log cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * What stands before the text; the same for all lines of a step that come within a millisecond.
     */
    private byte[] head(LogLine line) {
        LogLine before = headed;
        if (before == null
                || before.at() != line.at()
                || before.step() != line.step()
                || before.kind() != line.kind()) {
            head = line.head().getBytes(StandardCharsets.UTF_8);
        }
        headed = line;
        return head;
    }

    /** The last line before a pause is not left behind. */
    private void flushSoon() {
        LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
        synchronized (this) {
            planned = false;
            flush();
        }
    }

    /** Hands everything to the operating system. */
    public synchronized void flush() {
        if (!dirty) {
            return;
        }
        try {
            out.flush();
            index.flush();
            marks.flush();
            lastFlush = clock.millis();
            dirty = false;
        } catch (IOException e) {
            throw new UncheckedIOException("a log cannot be written: " + e.getMessage(), e);
        }
    }

    /** All lines so far, for reading. */
    public LogFile written() {
        flush();
        return new LogFile(file);
    }

    public long lines() {
        return lines.get();
    }

    @Override
    public synchronized void close() {
        flush();
        try {
            out.close();
            index.close();
            marks.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a log cannot be written: " + e.getMessage(), e);
        }
    }
}

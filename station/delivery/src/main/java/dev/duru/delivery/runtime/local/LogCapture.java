package dev.duru.delivery.runtime.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what somebody else keeps of a replica's output into the replica's file. It arrives with
 * the time before each line, which is taken off. How far it came is kept beside the file, so that
 * the next Duru goes on there: the newest time and, as some engines tell whole seconds only, how
 * many lines of that time there were.
 */
public final class LogCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogCapture.class);
    private static final String CAPTURED = "captured";
    private static final int LONGEST_TIME = 40;

    private final ReplicaFolder folder;
    private @Nullable Thread follower;
    private String followed = "";
    private boolean closed;

    /** Nobody is interrupted in the middle of writing. */
    private final ReentrantLock writing = new ReentrantLock();

    public LogCapture(ReplicaFolder folder) {
        this.folder = folder;
    }

    /** Where lines come from. */
    @FunctionalInterface
    public interface Source {
        /** Passes on all lines since a moment, each behind its time and a space, until the end. */
        void follow(Instant since, Sink sink) throws IOException;
    }

    /** Takes bytes, which are valid during the call only. */
    @FunctionalInterface
    public interface Sink {
        void bytes(byte[] bytes, int offset, int length);
    }

    /**
     * Follows a source unless it is followed already.
     *
     * @param subject what the source is of; another one takes the place of the one before, and is
     *     followed from its beginning
     */
    public synchronized void keepFollowing(String subject, Source source) {
        Thread running = follower;
        if (running != null && running.isAlive() && followed.equals(subject)) {
            return;
        }
        followed = subject;
        follower =
                Thread.ofVirtual().name("log of " + subject).start(() -> follow(subject, source));
    }

    private void follow(String subject, Source source) {
        Mark mark = mark(subject);
        try {
            source.follow(mark.newest(), new Lines(mark)::take);
        } catch (IOException | RuntimeException e) {
            LOG.debug("the output of {} broke off: {}", folder.path(), e.getMessage());
        }
    }

    /**
     * How far it came.
     *
     * @param lines how many lines of the newest time there were
     */
    private record Mark(String subject, Instant newest, int lines) {
        String text() {
            return subject + "\n" + newest + "\n" + lines;
        }
    }

    private Mark mark(String subject) {
        String[] words = folder.text(CAPTURED).orElse("").split("\n");
        return words.length == 3 && words[0].equals(subject) && words[2].matches("\\d{1,9}")
                ? new Mark(subject, time(words[1]), Integer.parseInt(words[2]))
                : new Mark(subject, Instant.EPOCH, 0);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** Takes the last lines of a source that has ended; waits for them, but not for long. */
    public void finish(String subject, Source source) {
        keepFollowing(subject, source);
        Thread running;
        synchronized (this) {
            running = follower;
        }
        try {
            if (running != null) {
                running.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes nothing more, so that the next Duru may follow. */
    @Override
    public synchronized void close() {
        writing.lock();
        try {
            closed = true;
        } finally {
            writing.unlock();
        }
        if (follower != null) {
            follower.interrupt();
        }
    }

    /** Takes times off lines. */
    private final class Lines {
        private final Mark before;
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private boolean atStart = true;
        private boolean known;
        private Mark newest;
        private int toSkip;

        Lines(Mark before) {
            this.before = before;
            this.newest = before;
            this.toSkip = before.lines();
        }

        void take(byte[] bytes, int offset, int length) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(length);
            for (int i = offset; i < offset + length; i++) {
                byte next = bytes[i];
                if (!atStart) {
                    if (!known) {
                        out.write(next);
                    }
                } else if (next == ' ' || head.size() >= LONGEST_TIME) {
                    begin();
                } else {
                    head.write(next);
                }
                if (next == '\n') {
                    atStart = true;
                    head.reset();
                }
            }
            append(out.toByteArray());
        }

        private void begin() {
            Instant at = time(head.toString(StandardCharsets.US_ASCII));
            known = at.isBefore(before.newest()) || at.equals(before.newest()) && toSkip-- > 0;
            if (at.isAfter(newest.newest())) {
                newest = new Mark(newest.subject(), at, 1);
            } else if (!known && at.equals(newest.newest())) {
                newest = new Mark(newest.subject(), at, newest.lines() + 1);
            }
            atStart = false;
        }

        private void append(byte[] lines) {
            writing.lock();
            try {
                if (lines.length > 0 && !closed) {
                    write(lines);
                }
            } finally {
                writing.unlock();
            }
        }

        private void write(byte[] lines) {
            try {
                Files.createDirectories(folder.path());
                Files.write(
                        folder.output(),
                        lines,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                LOG.warn("{} cannot be written: {}", folder.output(), e.getMessage());
            }
            folder.write(CAPTURED, newest.text());
        }
    }
}

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what somebody else keeps of a replica's output into the replica's file. It arrives with
 * the time before each line, which is taken off; the newest time is kept beside the file, so that
 * the next Duru goes on after it.
 */
public final class LogCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogCapture.class);
    private static final String CAPTURED = "captured";
    private static final int LONGEST_TIME = 40;

    private final ReplicaFolder folder;
    private @Nullable Thread follower;
    private String followed = "";
    private volatile boolean closed;

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
     * @param subject what the source is of; another one takes the place of the one before
     */
    public synchronized void keepFollowing(String subject, Source source) {
        Thread running = follower;
        if (running != null && running.isAlive() && followed.equals(subject)) {
            return;
        }
        followed = subject;
        follower = Thread.ofVirtual().name("log of " + subject).start(() -> follow(source));
    }

    private void follow(Source source) {
        Instant since = last();
        try {
            source.follow(since, new Lines(since)::take);
        } catch (IOException | RuntimeException e) {
            LOG.debug("the output of {} broke off: {}", folder.path(), e.getMessage());
        }
    }

    private Instant last() {
        return folder.text(CAPTURED).map(LogCapture::time).orElse(Instant.EPOCH);
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
        closed = true;
        if (follower != null) {
            follower.interrupt();
        }
    }

    /** Takes times off lines. */
    private final class Lines {
        private final Instant after;
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private boolean atStart = true;
        private boolean known;
        private Instant newest;

        Lines(Instant after) {
            this.after = after;
            this.newest = after;
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
            known = !at.isAfter(after);
            newest = at.isAfter(newest) ? at : newest;
            atStart = false;
        }

        private void append(byte[] lines) {
            if (lines.length == 0 || closed) {
                return;
            }
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
            folder.write(CAPTURED, newest.toString());
        }
    }
}

package dev.duru.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the output files: takes what was added since the last look, line by line. The position
 * survives a restart; a file that became shorter or another one is read from its start.
 */
final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final int BLOCK = 1 << 20;

    /** What is further behind is skipped, so that a flood does not hold up the rest for long. */
    static final long MOST_BEHIND = 4L << 20;

    private static final long UNFINISHED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int TRIM_EVERY = 10_000;

    private final AppOutput output;
    private final LogStore store;
    private final LogHub hub;
    private final ObserveSettings settings;
    private final LongAdder taken = new LongAdder();
    private final Map<Path, Tail> tails = new HashMap<>();
    private final Map<String, Long> sinceTrim = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("observe-logs").unstarted(this::run);
    private volatile boolean running = true;

    private static final class Tail {
        private LogStore.Position position;
        private long grewNanos = System.nanoTime();
        private long seenSize = -1;

        Tail(LogStore.Position position) {
            this.position = position;
        }
    }

    LogFollower(AppOutput output, LogStore store, LogHub hub, ObserveSettings settings) {
        this.output = output;
        this.store = store;
        this.hub = hub;
        this.settings = settings;
    }

    void start() {
        thread.start();
    }

    /** Lines taken in since the start. */
    long taken() {
        return taken.sum();
    }

    private void run() {
        while (running) {
            try {
                look();
                Duration pause = settings.followEvery();
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return;
                }
                LOG.warn("the output of applications cannot be followed; trying again", e);
            }
        }
    }

    private void look() {
        List<AppOutput.Source> sources = output.sources();
        List<Path> files = sources.stream().map(AppOutput.Source::file).toList();
        tails.keySet().retainAll(files);
        for (AppOutput.Source source : sources) {
            try {
                while (running && advance(source)) {
                    // one block after the other, until its end
                }
            } catch (NoSuchFileException notYet) {
                // it comes when the application starts
            } catch (IOException e) {
                LOG.warn("cannot read {}: {}", source.file(), e.toString());
            }
        }
    }

    /** Takes one block; true when there may be more. */
    private boolean advance(AppOutput.Source source) throws IOException {
        Path file = source.file();
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        String key = Objects.requireNonNullElse(attributes.fileKey(), "").toString();
        long size = attributes.size();
        Tail tail =
                tails.computeIfAbsent(
                        file,
                        f ->
                                new Tail(
                                        store.position(f.toString())
                                                .orElse(new LogStore.Position(key, 0))));
        if (!tail.position.fileKey().equals(key) || size < tail.position.offset()) {
            tail.position = new LogStore.Position(key, 0);
        }
        if (size != tail.seenSize) {
            tail.seenSize = size;
            tail.grewNanos = System.nanoTime();
        }
        long offset = tail.position.offset();
        List<String> lines = new ArrayList<>();
        if (size - offset > MOST_BEHIND) {
            long skipped = size - MOST_BEHIND - offset;
            lines.add("… " + skipped + " bytes of output skipped here; the file holds them …");
            offset += skipped;
        }
        byte[] block = read(file, offset, (int) Math.min(BLOCK, size - offset));
        boolean atEnd = offset + block.length >= size;
        boolean finished = atEnd && System.nanoTime() - tail.grewNanos > UNFINISHED_NANOS;
        LineCutter.Cut cut = LineCutter.cut(block, block.length, finished);
        lines.addAll(cut.lines());
        if (lines.isEmpty()) {
            return false;
        }
        LogStore.Position behind = new LogStore.Position(key, offset + cut.used());
        hub.publish(source.project(), store.keep(source, lines, behind));
        tail.position = behind;
        taken.add(lines.size());
        trim(source, lines.size());
        return !atEnd;
    }

    private void trim(AppOutput.Source source, int added) {
        String key = source.project() + " " + source.environment();
        long since = sinceTrim.merge(key, (long) added, Long::sum);
        if (since >= Math.min(TRIM_EVERY, settings.mostLines())) {
            sinceTrim.put(key, 0L);
            store.trim(source.project(), source.environment(), settings.mostLines());
        }
    }

    private static byte[] read(Path file, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
                // until full, or the end
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        }
    }

    @Override
    public void close() {
        running = false;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            // What it is writing it may finish; only a pause is cut short.
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

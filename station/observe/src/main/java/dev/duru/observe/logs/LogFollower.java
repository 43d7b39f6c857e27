package dev.duru.observe.logs;

import dev.duru.logs.Draft;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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

    private final AppOutput output;
    private final LogStores stores;
    private final InstantSource clock;
    private final Duration pause;
    private final LongAdder taken = new LongAdder();
    private final Map<Path, Tail> tails = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("observe-logs").unstarted(this::run);
    private String problem = "";
    private volatile boolean running = true;

    /** How far a file was read; fileKey tells a new file of the same name. */
    private record Position(String fileKey, long offset) {
        static Optional<Position> of(@Nullable String mark) {
            int blank = mark == null ? -1 : mark.lastIndexOf(' ');
            return mark == null || blank < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Position(
                                    mark.substring(0, blank),
                                    Long.parseLong(mark.substring(blank + 1))));
        }

        String mark() {
            return fileKey + " " + offset;
        }
    }

    private static final class Tail {
        private Position position;
        private long grewNanos = System.nanoTime();
        private long seenSize = -1;

        Tail(Position position) {
            this.position = position;
        }
    }

    LogFollower(AppOutput output, LogStores stores, InstantSource clock, Duration pause) {
        this.output = output;
        this.stores = stores;
        this.clock = clock;
        this.pause = pause;
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
        String failed = "";
        for (AppOutput.Source source : sources) {
            try {
                while (running && advance(source)) {
                    // one block after the other, until its end
                }
            } catch (NoSuchFileException notYet) {
                // it comes when the application starts
            } catch (IOException e) {
                LOG.warn("cannot read {}: {}", source.file(), e.toString());
            } catch (LogsException e) {
                failed = Objects.requireNonNullElse(e.getMessage(), "");
            }
        }
        tell(failed);
    }

    /** Says once that lines cannot be kept; they wait in their files. */
    private void tell(String failed) {
        if (!failed.isEmpty() && problem.isEmpty()) {
            LOG.warn("{}", failed);
        } else if (failed.isEmpty() && !problem.isEmpty()) {
            LOG.info("lines of applications are kept again");
        }
        problem = failed;
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
                                        Position.of(
                                                        stores.of(source.project())
                                                                .marks()
                                                                .get(mark(file)))
                                                .orElse(new Position(key, 0))));
        if (!tail.position.fileKey().equals(key) || size < tail.position.offset()) {
            tail.position = new Position(key, 0);
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
        Position behind = new Position(key, offset + cut.used());
        keep(source, lines, behind);
        tail.position = behind;
        taken.add(lines.size());
        return !atEnd;
    }

    private static String mark(Path file) {
        return LogStores.FILE_MARK + file;
    }

    private void keep(AppOutput.Source source, List<String> lines, Position behind) {
        Origin origin =
                new Origin(
                        Map.of(
                                "source",
                                "app",
                                "environment",
                                source.environment(),
                                "release",
                                Long.toString(source.release()),
                                "version",
                                source.version(),
                                "replica",
                                Integer.toString(source.replica())));
        long now = LogLine.nanos(clock.instant());
        List<Draft> drafts = new ArrayList<>(lines.size());
        lines.forEach(line -> drafts.add(new Draft(now, origin, source.hide().apply(line))));
        stores.of(source.project()).append(drafts, Map.of(mark(source.file()), behind.mark()));
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

package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.PlacedChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log. Safe for many threads. */
public final class WriteLog implements Journal, AutoCloseable {
    private static final Pattern SEGMENT = Pattern.compile("([0-9]{8})\\.log");
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-([0-9]{8})\\.log");
    private static final long MOST_SEGMENT_BYTES = 64L << 20;
    private static final int MOST_RECORD_BYTES = 1 << 20;

    private final Path folder;
    private final long mostWaitingBytes;

    /** Guards what was added since the last commit began. */
    private final ReentrantLock adding = new ReentrantLock();

    private final Encoder encoder = new Encoder();
    private long added;

    /** Guards the files. Taken before the other where both are. */
    private final ReentrantLock writing = new ReentrantLock();

    private final List<byte[]> unsynced = new ArrayList<>();
    private long durable;
    private int number;
    private @Nullable RecordFile segment;
    private long bytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile String problem = "";
    private final List<String> damage = new ArrayList<>();

    private WriteLog(Path folder, long mostWaitingBytes) {
        this.folder = folder;
        this.mostWaitingBytes = mostWaitingBytes;
    }

    /**
     * Opens a folder, which is made if need be, and gives all that is in it.
     *
     * @param mostWaitingBytes how much may wait in memory while the log cannot be written
     * @param files of chunks that a checkpoint names, by their number
     */
    public static WriteLog open(
            Path folder, long mostWaitingBytes, IntFunction<ChunkSource> files, Journal replay) {
        WriteLog log = new WriteLog(folder, mostWaitingBytes);
        try {
            Files.createDirectories(folder);
            log.replay(new Decoder(files, replay));
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + folder + " cannot be read", e);
        }
        return log;
    }

    /**
     * Gives all that is in a folder, a checkpoint that is no longer needed included, and changes
     * nothing.
     *
     * @return what is damaged, by its place
     */
    public static List<String> check(Path folder, IntFunction<ChunkSource> files, Journal into)
            throws IOException {
        WriteLog log = new WriteLog(folder, 0);
        Decoder reader = new Decoder(files, into);
        for (int one : log.numbers(CHECKPOINT)) {
            log.read(log.checkpoint(one), reader);
        }
        for (int one : log.numbers(SEGMENT)) {
            log.read(log.segment(one), reader);
        }
        return log.damage();
    }

    private void replay(Decoder into) throws IOException {
        List<Integer> checkpoints = numbers(CHECKPOINT);
        List<Integer> segments = numbers(SEGMENT);
        int from = 0;
        if (!checkpoints.isEmpty()) {
            from = checkpoints.getLast();
            number = from - 1;
            read(checkpoint(from), into);
        }
        for (int next : segments) {
            number = Math.max(number, next);
            if (next >= from) {
                read(segment(next), into);
            }
        }
        forgetBefore(from);
    }

    private void read(Path file, Decoder into) throws IOException {
        String found = RecordFile.read(file, into);
        if (!found.isEmpty()) {
            damage.add(found);
        }
        bytes += Files.size(file);
    }

    private List<Integer> numbers(Pattern name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> name.matcher(f.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(m -> Integer.parseInt(m.group(1)))
                    .sorted()
                    .toList();
        }
    }

    private Path segment(int which) {
        return folder.resolve(String.format(Locale.ROOT, "%08d.log", which));
    }

    private Path checkpoint(int which) {
        return folder.resolve(String.format(Locale.ROOT, "checkpoint-%08d.log", which));
    }

    @Override
    public void series(int series, Labels labels) {
        add(to -> to.series(series, labels));
    }

    @Override
    public void sample(int series, long timeMillis, double value) {
        adding.lock();
        try {
            int before = encoder.size();
            encoder.sample(series, timeMillis, value);
            count(encoder.size() - before);
        } finally {
            adding.unlock();
        }
    }

    @Override
    public void chunk(int series, Chunk chunk) {
        add(to -> to.chunk(series, chunk));
    }

    @Override
    public void placed(int series, PlacedChunk chunk) {
        add(to -> to.placed(series, chunk));
    }

    @Override
    public void exemplar(Labels series, Exemplar exemplar) {
        add(to -> to.exemplar(series, exemplar));
    }

    @Override
    public void delete(int series, long fromMillis, long toMillis) {
        add(to -> to.delete(series, fromMillis, toMillis));
    }

    private void add(Consumer<Encoder> entry) {
        adding.lock();
        try {
            int before = encoder.size();
            entry.accept(encoder);
            count(encoder.size() - before);
        } finally {
            adding.unlock();
        }
    }

    private void count(int size) {
        added += size;
        waitingBytes.addAndGet(size);
    }

    /** Whether as much waits as may; nothing more should be added before a commit succeeds. */
    public boolean isFull() {
        return waitingBytes.get() > mostWaitingBytes;
    }

    /**
     * Makes durable what was added before the call.
     *
     * @return whether it is; else {@link #problem} tells why, and the next call tries again
     */
    public boolean commit() {
        long wanted = addedSoFar();
        writing.lock();
        try {
            if (durable < wanted) {
                write();
            }
            problem = "";
            return true;
        } catch (IOException e) {
            problem = "the log of samples in " + folder + " cannot be written: " + e;
            abandon();
            return false;
        } finally {
            writing.unlock();
        }
    }

    private long addedSoFar() {
        adding.lock();
        try {
            return added;
        } finally {
            adding.unlock();
        }
    }

    private void write() throws IOException {
        long upTo;
        adding.lock();
        try {
            if (encoder.size() > 0) {
                unsynced.add(encoder.take());
            }
            upTo = added;
        } finally {
            adding.unlock();
        }
        RecordFile file = segment;
        if (file == null || file.size() >= MOST_SEGMENT_BYTES) {
            file = begin();
        }
        for (byte[] payload : unsynced) {
            file.record(payload);
        }
        file.sync();
        long written = unsynced.stream().mapToLong(p -> p.length).sum();
        bytes += written;
        unsynced.clear();
        durable = upTo;
        waitingBytes.addAndGet(-written);
    }

    private RecordFile begin() throws IOException {
        RecordFile old = segment;
        if (old != null) {
            old.close();
            segment = null;
        }
        number++;
        RecordFile made = RecordFile.create(segment(number));
        segment = made;
        syncFolder();
        return made;
    }

    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** A segment that could not be written is left as it is; the next try begins another. */
    private void abandon() {
        RecordFile broken = segment;
        segment = null;
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (IOException e) {
            problem = problem + "; " + e.getMessage();
        }
    }

    /**
     * Writes the state that all entries so far lead to, and deletes what leads to it.
     *
     * @param state tells of all that the store has, called after everything that was added before
     *     is in older segments; what is added meanwhile may be told of too
     * @throws IOException when it cannot be written; then nothing is deleted
     */
    public void checkpoint(Consumer<Journal> state) throws IOException {
        int from;
        writing.lock();
        try {
            write();
            begin();
            from = number;
        } catch (IOException e) {
            abandon();
            throw e;
        } finally {
            writing.unlock();
        }
        Path made = folder.resolve("checkpoint.tmp");
        try (RecordFile file = RecordFile.create(made)) {
            Encoder out = new Encoder();
            try {
                state.accept(new Spilling(out, file));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            file.record(out.take());
            file.sync();
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
        Files.move(made, checkpoint(from), StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
        writing.lock();
        try {
            forgetBefore(from);
        } finally {
            writing.unlock();
        }
    }

    private void forgetBefore(int from) throws IOException {
        for (int old : numbers(CHECKPOINT)) {
            if (old < from) {
                Files.delete(checkpoint(old));
            }
        }
        for (int old : numbers(SEGMENT)) {
            if (old < from) {
                Files.delete(segment(old));
            }
        }
        bytes = 0;
        for (int kept : numbers(SEGMENT)) {
            bytes += Files.size(segment(kept));
        }
    }

    /** How many bytes of segments a start would have to read, checkpoint not counted. */
    public long bytes() {
        writing.lock();
        try {
            return bytes;
        } finally {
            writing.unlock();
        }
    }

    /** How many bytes the newest checkpoint has. */
    public long checkpointBytes() throws IOException {
        List<Integer> checkpoints = numbers(CHECKPOINT);
        return checkpoints.isEmpty() ? 0 : Files.size(checkpoint(checkpoints.getLast()));
    }

    /** Why the last commit failed; empty when it did not. */
    public String problem() {
        return problem;
    }

    /** What was damaged in the files that were read at the start, by name and place. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    /** Commits, and ends. */
    @Override
    public void close() {
        commit();
        writing.lock();
        try {
            abandon();
        } finally {
            writing.unlock();
        }
    }

    /** Writes entries into a file whenever a record is full. */
    private record Spilling(Encoder out, RecordFile file) implements Journal {
        private void spill() {
            if (out.size() >= MOST_RECORD_BYTES) {
                try {
                    file.record(out.take());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void series(int number, Labels labels) {
            out.series(number, labels);
            spill();
        }

        @Override
        public void sample(int series, long timeMillis, double value) {
            out.sample(series, timeMillis, value);
            spill();
        }

        @Override
        public void chunk(int series, Chunk chunk) {
            out.chunk(series, chunk);
            spill();
        }

        @Override
        public void placed(int series, PlacedChunk chunk) {
            out.placed(series, chunk);
            spill();
        }

        @Override
        public void exemplar(Labels series, Exemplar exemplar) {
            out.exemplar(series, exemplar);
            spill();
        }

        @Override
        public void delete(int series, long fromMillis, long toMillis) {
            out.delete(series, fromMillis, toMillis);
            spill();
        }
    }
}

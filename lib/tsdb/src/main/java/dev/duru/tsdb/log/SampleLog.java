package dev.duru.tsdb.log;

import dev.duru.tsdb.Journal;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The log. Samples wait in memory until {@link #commit}, which makes all that wait durable with one
 * sync. Safe for many threads.
 */
public final class SampleLog implements Journal, AutoCloseable {
    static final byte[] MAGIC = "DURUTS01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 8;
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_WAITING = 1_000_000;
    private static final int SEGMENTS_IN_RETENTION = 8;

    private final Path folder;
    private final long retentionMillis;

    /** The newest sample's time by segment. */
    private final TreeMap<Integer, Long> newest = new TreeMap<>();

    private final ReentrantLock writing = new ReentrantLock();
    private List<Waiting> waiting = new ArrayList<>();
    private long refused;
    private int number;
    private long firstTime;
    private Encoder encoder = new Encoder();
    private @Nullable FileChannel segment;
    private volatile String problem = "";

    private record Waiting(Labels labels, long time, double value) {}

    private SampleLog(Path folder, Duration retention) {
        this.folder = folder;
        this.retentionMillis = retention.toMillis();
    }

    /**
     * Opens a folder, which is made if need be, and gives all samples in it, oldest segment first.
     * What a crash left half written is passed over; writing goes on in a new segment.
     *
     * @param retention how long before the newest sample a segment is kept
     */
    public static SampleLog open(Path folder, Duration retention, Journal replay) {
        SampleLog log = new SampleLog(folder, retention);
        try {
            Files.createDirectories(folder);
            for (Path file : log.segments()) {
                log.read(file, replay);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + folder + " cannot be read", e);
        }
        return log;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("[0-9]{8}\\.log"))
                    .sorted()
                    .toList();
        }
    }

    private void read(Path file, Journal replay) throws IOException {
        int own = Integer.parseInt(file.getFileName().toString().substring(0, 8));
        number = own;
        newest.put(own, Long.MIN_VALUE);
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        byte[] magic = new byte[Math.min(MAGIC.length, in.remaining())];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return;
        }
        Decoder decoder =
                new Decoder((labels, time, value) -> {
                    newest.merge(own, time, Math::max);
                    replay.kept(labels, time, value);
                });
        while (in.remaining() >= HEADER) {
            int size = in.getInt();
            int sum = in.getInt();
            if (size < 0 || size > in.remaining()) {
                return;
            }
            ByteBuffer record = in.slice(in.position(), size);
            in.position(in.position() + size);
            if (checksum(record.duplicate()) != sum) {
                return;
            }
            try {
                decoder.read(record);
            } catch (TsdbException | ArithmeticException malformed) {
                return;
            }
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void kept(Labels labels, long timeMillis, double value) {
        writing.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                refused++;
            } else {
                waiting.add(new Waiting(labels, timeMillis, value));
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Makes durable what was kept before the call.
     *
     * @return whether it is; else {@link #problem} tells why, and the next call tries again
     */
    public boolean commit() {
        writing.lock();
        try {
            if (!waiting.isEmpty()) {
                write();
            }
            problem = "";
            return true;
        } catch (IOException e) {
            problem = "the samples' log cannot be written: " + e;
            abandon();
            return false;
        } finally {
            writing.unlock();
        }
    }

    private void write() throws IOException {
        FileChannel channel = segment;
        if (channel == null || isFull(channel)) {
            channel = begin();
        }
        long latest = Long.MIN_VALUE;
        for (Waiting sample : waiting) {
            encoder.add(sample.labels(), sample.time(), sample.value());
            latest = Math.max(latest, sample.time());
        }
        byte[] record = encoder.take();
        ByteBuffer out = ByteBuffer.allocate(HEADER + record.length);
        out.putInt(record.length).putInt(checksum(ByteBuffer.wrap(record))).put(record).flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        channel.force(false);
        newest.merge(number, latest, Math::max);
        waiting = new ArrayList<>();
    }

    private boolean isFull(FileChannel channel) throws IOException {
        long last = waiting.getLast().time();
        return channel.size() >= MOST_BYTES
                || last - firstTime > retentionMillis / SEGMENTS_IN_RETENTION;
    }

    private FileChannel begin() throws IOException {
        FileChannel old = segment;
        if (old != null) {
            old.close();
            segment = null;
        }
        forgetOld();
        number++;
        firstTime = waiting.getFirst().time();
        encoder = new Encoder();
        Path file = folder.resolve(String.format(Locale.ROOT, "%08d.log", number));
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        segment = channel;
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(MAGIC));
        newest.put(number, Long.MIN_VALUE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return channel;
    }

    private void forgetOld() throws IOException {
        long last = newest.values().stream().mapToLong(Long::longValue).max().orElse(0);
        for (Integer old : List.copyOf(newest.keySet())) {
            if (newest.getOrDefault(old, last) < last - retentionMillis) {
                Files.deleteIfExists(folder.resolve(String.format(Locale.ROOT, "%08d.log", old)));
                newest.remove(old);
            }
        }
    }

    /** A segment that could not be written is left as it is; the next try begins another. */
    private void abandon() {
        FileChannel broken = segment;
        segment = null;
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (IOException e) {
            problem = problem + "; " + e.getMessage();
        }
    }

    /** Why the last commit failed; empty when it did not. */
    public String problem() {
        return problem;
    }

    /** How many samples found no place while the log could not be written. */
    public long refusedCount() {
        writing.lock();
        try {
            return refused;
        } finally {
            writing.unlock();
        }
    }

    /** Commits, and ends. */
    @Override
    public void close() {
        commit();
        abandon();
    }
}

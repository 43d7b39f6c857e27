package dev.duru.tsdb.store;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.SeriesLimits;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.block.Block;
import dev.duru.tsdb.block.BlockMeta;
import dev.duru.tsdb.block.SeriesCursor;
import dev.duru.tsdb.block.SeriesMerge;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.log.Journal;
import dev.duru.tsdb.log.NoJournal;
import dev.duru.tsdb.log.WriteLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store. Safe for many threads. */
public final class Store implements SeriesStore, AutoCloseable {
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final long LONG_LOG_BYTES = 1L << 20;

    private final StoreSettings settings;
    private final long retention;
    private final Head head;
    private final Readers readers = new Readers();
    private final @Nullable WriteLog log;
    private final @Nullable Blocks blocks;
    private final @Nullable Upkeep upkeep;
    private final Journal journal;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicLong withoutRoom = new AtomicLong();
    private final List<String> damage = new ArrayList<>();
    private volatile String problem = "";

    private Store(StoreSettings settings) throws IOException {
        this.settings = settings;
        this.retention = settings.retention().toMillis();
        this.head = new Head(settings);
        Path folder = settings.folder();
        if (folder == null) {
            blocks = null;
            log = null;
            upkeep = null;
            journal = new NoJournal();
            return;
        }
        long span = settings.blockSpan().toMillis();
        blocks = new Blocks(folder.resolve("blocks"), span, head::own);
        damage.addAll(blocks.damage());
        long newest = Head.NEVER;
        for (Block block : blocks.all()) {
            newest = Math.max(newest, block.meta().maxTime());
        }
        if (newest != Head.NEVER) {
            head.begin((Math.floorDiv(newest, span) + 1) * span, newest);
        }
        HeadFiles files = new HeadFiles(folder.resolve("head"));
        Replay replay = new Replay(head);
        log = WriteLog.open(folder.resolve("log"), MOST_WAITING_BYTES, files::file, replay);
        damage.addAll(log.damage());
        damage.addAll(replay.finish());
        if (log.damage().isEmpty()) {
            // Else what is damaged may have named them.
            files.forgetUnknown();
        }
        upkeep = new Upkeep(head, files, log, blocks, readers, settings);
        journal = log;
    }

    /**
     * Opens a store. What a crash left half done is finished or taken back; what is damaged is told
     * by {@link #damage}.
     */
    public static Store open(StoreSettings settings) {
        try {
            return new Store(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the store in " + settings.folder() + " cannot be opened", e);
        }
    }

    @Override
    public Outcome add(Labels labels, long timeMillis, double value) {
        return hasRoom() ? head.add(labels, timeMillis, value, null, journal) : refusedForRoom();
    }

    @Override
    public Outcome add(LabelBytes labels, long timeMillis, double value) {
        return hasRoom() ? head.add(labels, timeMillis, value, journal) : refusedForRoom();
    }

    @Override
    public Outcome add(Labels labels, long timeMillis, Histogram histogram) {
        return hasRoom() ? head.add(labels, timeMillis, 0, histogram, journal) : refusedForRoom();
    }

    @Override
    public void begin(
            Labels labels, long startMillis, long timeMillis, @Nullable Histogram histogram) {
        if (hasRoom()) {
            head.begin(labels, startMillis, timeMillis, histogram, journal);
        }
    }

    @Override
    public Outcome add(Labels labels, Exemplar exemplar) {
        return hasRoom() ? head.add(labels, exemplar, journal) : refusedForRoom();
    }

    private boolean hasRoom() {
        return log == null || !log.isFull();
    }

    private Outcome refusedForRoom() {
        withoutRoom.incrementAndGet();
        return Outcome.NO_ROOM;
    }

    @Override
    public int delete(List<Matcher> matchers, long fromMillis, long toMillis) {
        changing.lock();
        try {
            Set<Labels> touched =
                    new HashSet<>(head.delete(matchers, fromMillis, toMillis, journal));
            if (blocks != null) {
                for (Block block : blocks.all()) {
                    if (block.overlaps(fromMillis, toMillis)) {
                        touched.addAll(block.delete(matchers, fromMillis, toMillis));
                    }
                }
            }
            commit();
            return touched.size();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "samples in " + settings.folder() + " cannot be deleted", e);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public boolean commit() {
        return log == null || log.commit();
    }

    @Override
    public String problem() {
        if (log == null) {
            return "";
        }
        String ofLog = log.problem();
        if (log.isFull()) {
            return ofLog + "; nothing more is taken until there is room";
        }
        return ofLog.isEmpty() ? problem : ofLog;
    }

    /** Files and places that were found damaged when the store was opened. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    /** Reads all blocks and names what is damaged in them. */
    public List<String> check() {
        return blocks == null ? List.of() : StoreCheck.of(blocks.all());
    }

    /**
     * Does what is due: cuts blocks, shortens the log, puts blocks together, deletes what is too
     * old. What fails is told by {@link #problem} and tried again by the next call.
     */
    public void maintain() {
        changing.lock();
        try {
            if (upkeep != null) {
                upkeep.run();
                problem = upkeep.problem();
            } else if (head.newest() != Head.NEVER) {
                long oldest = head.newest() - retention;
                head.freeze(oldest);
                readers.awaitOlder();
                head.forgetBefore(oldest);
            }
        } catch (IOException e) {
            problem = "blocks in " + settings.folder() + " cannot be written: " + e;
        } finally {
            changing.unlock();
        }
    }

    /** Makes the log short at once. */
    void checkpoint() throws IOException {
        changing.lock();
        try {
            if (upkeep != null) {
                upkeep.checkpoint();
            }
        } finally {
            changing.unlock();
        }
    }

    private long oldest(long from) {
        long newest = head.newest();
        return newest == Head.NEVER ? from : Math.max(from, newest - retention);
    }

    private SeriesCursor cursor(List<Matcher> matchers, long from, long to) {
        List<SeriesCursor> sources = new ArrayList<>();
        if (blocks != null) {
            for (Block block : blocks.all()) {
                if (block.overlaps(from, to)) {
                    sources.add(block.select(matchers));
                }
            }
        }
        sources.add(new HeadCursor(head.select(matchers)));
        return new SeriesMerge(sources);
    }

    @Override
    public void scan(
            List<Matcher> matchers, long fromMillis, long toMillis, Consumer<Series> each) {
        long from = oldest(fromMillis);
        Readers.Group reader = readers.enter();
        try {
            new ReadAhead(cursor(matchers, from, toMillis), from, toMillis).into(each);
        } finally {
            readers.leave(reader);
        }
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        List<Series> found = new ArrayList<>();
        scan(matchers, fromMillis, toMillis, found::add);
        return found;
    }

    @Override
    public List<Labels> series(List<Matcher> matchers, long fromMillis, long toMillis) {
        long from = oldest(fromMillis);
        List<Labels> found = new ArrayList<>();
        Readers.Group reader = readers.enter();
        try {
            SeriesCursor cursor = cursor(matchers, from, toMillis);
            while (cursor.advance()) {
                if (cursor.hasSamples(from, toMillis)) {
                    found.add(cursor.labels());
                }
            }
        } finally {
            readers.leave(reader);
        }
        return found;
    }

    @Override
    public List<SeriesExemplars> exemplars(List<Matcher> matchers, long fromMillis, long toMillis) {
        return head.exemplars().select(matchers, fromMillis, toMillis);
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>(head.index().values(label));
        if (blocks != null) {
            blocks.all().forEach(block -> values.addAll(block.index().values(label)));
        }
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>(head.index().names());
        if (blocks != null) {
            blocks.all().forEach(block -> names.addAll(block.index().names()));
        }
        return names;
    }

    @Override
    public SeriesLimits limits() {
        return settings.limits();
    }

    /** The blocks on disk, the strongest first. */
    public List<BlockMeta> blocks() {
        return blocks == null ? List.of() : blocks.all().stream().map(Block::meta).toList();
    }

    /** How many series have samples in memory. */
    public int seriesCount() {
        return settings.limits().count();
    }

    /** The time of the oldest sample in memory, the largest number when there is none. */
    public long oldest() {
        return head.oldest();
    }

    /** The time of the newest sample, the smallest number when there is none. */
    public long newest() {
        return head.newest();
    }

    /** How many samples are in memory. */
    public long sampleCount() {
        return head.sampleCount();
    }

    /** How many samples were refused: one series too many, or no room to make them durable. */
    public long refusedCount() {
        return settings.limits().refusedCount() + withoutRoom.get();
    }

    /**
     * Makes durable what waits, and ends. A long log becomes a checkpoint, which the next start
     * reads faster.
     */
    @Override
    public void close() {
        if (log == null) {
            return;
        }
        changing.lock();
        try {
            if (log.commit() && upkeep != null && log.bytes() > LONG_LOG_BYTES) {
                upkeep.checkpoint();
            }
        } catch (IOException e) {
            problem = "the log in " + settings.folder() + " stays as it is: " + e;
        } finally {
            changing.unlock();
            log.close();
        }
    }
}

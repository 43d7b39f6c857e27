package dev.duru.logs.store;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Lines of one owner on disk. Safe for use by many threads. */
public final class LogStore implements AutoCloseable {
    private final StoreSettings settings;
    private final SegmentLog log;
    private final FrameReader reader;
    private final Indexer indexer;
    private final Finder finder;
    private final List<Consumer<List<LogEntry>>> watchers = new CopyOnWriteArrayList<>();

    private LogStore(StoreSettings settings) throws IOException {
        this.settings = settings;
        this.log = SegmentLog.open(settings);
        this.reader = new FrameReader(log);
        this.indexer = new Indexer(log, reader, settings.folder().resolve("index"));
        this.finder = new Finder(indexer, reader);
    }

    /**
     * Opens a folder, or makes it. One process has it open at a time.
     *
     * @throws LogsException DISK when that cannot be
     */
    public static LogStore open(StoreSettings settings) {
        try {
            LogStore store = new LogStore(settings);
            store.indexer.dropBefore(store.log.firstId());
            store.indexer.start();
            return store;
        } catch (IOException e) {
            throw new LogsException(
                    LogsException.Kind.DISK,
                    "the lines in " + settings.folder() + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Keeps lines and marks, both or neither; they survive a crash once this returns.
     *
     * @param marks small texts by name, such as how far a file was read
     * @throws LogsException DISK when they cannot be kept; nothing of them is then
     */
    public List<LogEntry> append(List<Draft> drafts, Map<String, String> marks) {
        List<LogEntry> kept = log.append(drafts, marks);
        if (!kept.isEmpty()) {
            indexer.wake();
            watchers.forEach(watcher -> watcher.accept(kept));
        }
        return kept;
    }

    /** Keeps lines. */
    public List<LogEntry> append(List<Draft> drafts) {
        return append(drafts, Map.of());
    }

    /** All marks by name. */
    public Map<String, String> marks() {
        return log.marks();
    }

    /** Forgets marks, for good once the next segment begins. */
    public void forgetMarks(List<String> names) {
        log.forget(names);
    }

    /** Is called with lines as soon as they are kept, until closed. */
    public AutoCloseable watch(Consumer<List<LogEntry>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /**
     * Lines that are so.
     *
     * @throws LogsException DISK, or LIMIT when the search stands for too much
     */
    public Found find(Search search) {
        return finder.find(search);
    }

    /** The line with this number. */
    public Optional<LogEntry> entry(long id) {
        return reader.entries(id).stream().findFirst();
    }

    /** Lines of the same origin around one, oldest first, with itself. */
    public List<LogEntry> context(LogEntry entry, int before, int after) {
        LogExpr same = new LogExpr.SaidBy(Set.of(entry.origin().key()));
        List<LogEntry> all = new ArrayList<>(beside(same, entry, true, before).reversed());
        all.add(entry);
        all.addAll(beside(same, entry, false, after));
        return all;
    }

    private List<LogEntry> beside(LogExpr expr, LogEntry entry, boolean older, int count) {
        return count <= 0
                ? List.of()
                : find(new Search(
                                expr,
                                0,
                                Long.MAX_VALUE,
                                older,
                                Search.Cursor.of(entry),
                                count,
                                Duration.ofSeconds(10)))
                        .entries();
    }

    /**
     * Looks at all lines that are so, in no certain order.
     *
     * @param each whether to go on
     * @throws LogsException LIMIT when it takes longer
     */
    public void scan(
            LogExpr expr,
            long fromNanos,
            long toNanos,
            Duration longest,
            Predicate<LogEntry> each) {
        finder.scan(expr, fromNanos, toNanos, longest, each);
    }

    /** How many lines there were over time, in about so many steps. */
    public Counts counts(LogExpr expr, long fromNanos, long toNanos, int steps, Duration longest) {
        return finder.counts(expr, fromNanos, toNanos, steps, longest);
    }

    /** All who said something that is kept. */
    public Set<Origin> origins() {
        return finder.origins();
    }

    /** The names of all fields. */
    public Set<String> fieldNames() {
        return finder.names();
    }

    /** Drops what is too old or too much; to be called now and then. */
    public void sweep(Instant now) {
        Instant oldest = now.minus(settings.longest());
        try {
            indexer.dropBefore(
                    log.drop(TimeUnit.SECONDS.toNanos(oldest.getEpochSecond()) + oldest.getNano()));
        } catch (IOException e) {
            throw new LogsException(
                    LogsException.Kind.DISK, "old lines cannot be dropped: " + e.getMessage(), e);
        }
    }

    /** What is wrong, in words: that nothing is taken, or that the index does not follow. */
    public String problem() {
        return log.problem().isEmpty() ? indexer.problem() : log.problem();
    }

    /** How many bytes were found damaged, and skipped, since it was opened. */
    public long damagedBytes() {
        return log.damage().bytes();
    }

    /** How many bytes the segments have. */
    public long bytes() {
        return log.bytes();
    }

    /** The number of the line that was kept last; 0 before the first. */
    public long lastId() {
        return log.lastId();
    }

    /** How many lines are kept. */
    public long lines() {
        return log.lastId() + 1 - log.firstId();
    }

    @Override
    public void close() {
        try {
            indexer.close();
            log.close();
        } catch (IOException e) {
            throw new LogsException(
                    LogsException.Kind.DISK, "the lines cannot be closed: " + e.getMessage(), e);
        }
    }
}

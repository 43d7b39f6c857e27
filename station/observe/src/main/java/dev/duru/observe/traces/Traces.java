package dev.duru.observe.traces;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.logs.store.StoreSettings;
import dev.duru.observe.logs.LogProblems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spans of projects on disk. Safe for many threads. */
public final class Traces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final int MOST_SPANS = 5_000;
    private static final int LOOKED_AT = 2_000;

    private final Path folder;
    private final Duration longest;
    private final long mostBytes;
    private final InstantSource clock;
    private final Map<ProjectName, LogStore> stores = new ConcurrentHashMap<>();
    private final Thread sweeper = Thread.ofVirtual().name("observe-traces").unstarted(this::run);

    /**
     * Opens nothing yet.
     *
     * @param folder with a folder for each project
     * @param longest how long spans are kept
     * @param mostBytes of each project's spans; the oldest make room
     */
    public Traces(Path folder, Duration longest, long mostBytes, InstantSource clock) {
        this.folder = folder;
        this.longest = longest;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Begins to drop what is too old or too much. */
    public void start() {
        sweeper.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.MILLISECONDS.sleep(SWEEP.toMillis());
                sweep();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("spans cannot be looked after; trying again: {}", e.toString());
            }
        }
    }

    /** Drops what is too old or too much, also of projects that nobody asks for. */
    void sweep() {
        kept().forEach(project -> store(project).sweep(clock.instant()));
    }

    /** The projects that have spans on disk. */
    private List<ProjectName> kept() {
        try (Stream<Path> folders =
                Files.isDirectory(folder) ? Files.walk(folder, 2) : Stream.of()) {
            return folders.filter(path -> folder.relativize(path).getNameCount() == 2)
                    .filter(Files::isDirectory)
                    .map(path -> ProjectName.parse(folder.relativize(path).toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new LogsException(
                    LogsException.Kind.DISK, "spans cannot be listed: " + e.getMessage(), e);
        }
    }

    private Path folderOf(ProjectName project) {
        return folder.resolve(project.owner()).resolve(project.name());
    }

    private LogStore store(ProjectName project) {
        return stores.computeIfAbsent(
                project,
                p ->
                        LogStore.open(
                                StoreSettings.standard(folderOf(p)).keeping(longest, mostBytes)));
    }

    private Optional<LogStore> existing(ProjectName project) {
        return stores.containsKey(project) || Files.isDirectory(folderOf(project))
                ? Optional.of(store(project))
                : Optional.empty();
    }

    /** Keeps spans; they survive a crash once this returns. */
    public void keep(ProjectName project, List<Span> spans) {
        List<Draft> drafts = new ArrayList<>();
        for (Span span : spans) {
            drafts.add(
                    new Draft(
                            span.startNanos(),
                            new Origin(Map.of("source", "otlp", "service", span.service())),
                            SpanJson.text(span)));
        }
        try {
            if (!drafts.isEmpty()) {
                store(project).append(drafts);
            }
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** Those that are too old are not there, also where their file still is. */
    private List<Span> spans(LogStore store, LogExpr expr, long from, long to, int most) {
        Instant oldest = clock.instant().minus(longest);
        long first = Math.max(from, TimeUnit.SECONDS.toNanos(oldest.getEpochSecond()));
        List<LogEntry> found =
                store.find(new Search(expr, first, to, true, null, most, LONGEST_SEARCH)).entries();
        return found.stream().map(entry -> SpanJson.read(entry.text())).toList();
    }

    /** A trace, if any of its spans is kept. */
    public Optional<Trace> trace(ProjectName project, String id) {
        try {
            return existing(project)
                    .map(store ->
                            spans(
                                    store,
                                    new LogExpr.FieldIs("trace_id", id),
                                    0,
                                    Long.MAX_VALUE,
                                    MOST_SPANS))
                    .filter(spans -> !spans.isEmpty())
                    .map(spans -> Trace.of(id, spans));
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** Traces with a span that is so, the newest first. */
    public List<Trace> find(ProjectName project, TraceQuery query) {
        Optional<LogStore> store = existing(project);
        if (store.isEmpty()) {
            return List.of();
        }
        try {
            Set<String> ids = new LinkedHashSet<>();
            spans(store.get(), query.expr(), query.fromNanos(), query.toNanos(), LOOKED_AT)
                    .forEach(span -> ids.add(span.traceId()));
            return ids.stream()
                    .limit(query.most())
                    .map(id -> trace(project, id))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** The services that sent spans, sorted. */
    public List<String> services(ProjectName project) {
        Set<String> services = new TreeSet<>();
        existing(project)
                .ifPresent(store ->
                        store.origins().forEach(origin -> services.add(origin.label("service"))));
        services.remove("");
        return List.copyOf(services);
    }

    @Override
    public void close() {
        sweeper.interrupt();
        stores.values().forEach(LogStore::close);
        stores.clear();
    }
}

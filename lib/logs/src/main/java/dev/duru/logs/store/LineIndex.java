package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * The index in a folder of its own: which words, fields, origins and times are in which line. It
 * holds no text. Its last commit says up to which line it is complete.
 */
final class LineIndex implements AutoCloseable {
    private static final double MOST_MEGABYTES = 32;

    /** So many parts of about the same size may be there; fewer cost more when they are merged. */
    private static final int PARTS = 16;

    private static final String COMPLETE_TO = "id";

    /** What the terms of a line are; an index of another form is made again. */
    private static final String FORM = "form";

    private static final String THIS_FORM = "3";

    /** It would tell on the terminal that vectors could be compared faster; there are none here. */
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Documents here = new Documents();
    private final Documents beside = new Documents();
    private final long committedId;
    private final boolean ofThisForm;

    private LineIndex(Directory directory, IndexWriter writer) throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.searchers = new SearcherManager(writer, null);
        Map<String, String> told = told(writer);
        this.committedId = Long.parseLong(told.getOrDefault(COMPLETE_TO, "0"));
        this.ofThisForm = committedId == 0 || THIS_FORM.equals(told.get(FORM));
    }

    private static Map<String, String> told(IndexWriter writer) {
        Map<String, String> told = new HashMap<>();
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            data.forEach(entry -> told.put(entry.getKey(), entry.getValue()));
        }
        return told;
    }

    /**
     * Opens an index; one that cannot be read, that is of another form, or that knows lines which
     * are not there, is gone.
     */
    static LineIndex open(Path folder, long lastId) throws IOException {
        Files.createDirectories(folder);
        LineIndex index;
        try {
            index = tried(folder);
        } catch (IOException | IllegalArgumentException damaged) {
            erase(folder);
            return tried(folder);
        }
        if (index.committedId > lastId || !index.ofThisForm) {
            index.close();
            erase(folder);
            return tried(folder);
        }
        return index;
    }

    private static LineIndex tried(Path folder) throws IOException {
        VECTORS.setLevel(Level.SEVERE);
        Directory directory = FSDirectory.open(folder);
        try {
            TieredMergePolicy merges = new TieredMergePolicy();
            merges.setSegmentsPerTier(PARTS);
            IndexWriterConfig config =
                    new IndexWriterConfig()
                            .setRAMBufferSizeMB(MOST_MEGABYTES)
                            .setMergePolicy(merges);
            return new LineIndex(directory, new IndexWriter(directory, config));
        } catch (IOException | IllegalArgumentException e) {
            directory.close();
            throw e;
        }
    }

    private static void erase(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Up to which line the last commit is complete. */
    long committedId() {
        return committedId;
    }

    SearcherManager searchers() {
        return searchers;
    }

    /**
     * Adds lines, group by group; those that come at once are added by two threads.
     *
     * @throws IOException when that cannot be; some may have been added then
     */
    void add(List<List<LogEntry>> groups) throws IOException {
        if (groups.size() < 2) {
            add(groups, 0, 1, here);
            return;
        }
        FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                    add(groups, 1, 2, beside);
                    return true;
                });
        Thread other = Thread.ofPlatform().daemon().name("log-index-beside").start(task);
        try {
            add(groups, 0, 2, here);
        } finally {
            end(other);
        }
        if (task.state() == Future.State.FAILED) {
            Throwable cause = task.exceptionNow();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Waits for the end, whatever comes: nothing may be added behind the back of what follows. */
    private static void end(Thread other) {
        boolean interrupted = false;
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(List<List<LogEntry>> groups, int first, int step, Documents documents)
            throws IOException {
        for (int i = first; i < groups.size(); i += step) {
            for (LogEntry entry : groups.get(i)) {
                writer.addDocument(documents.of(entry));
            }
        }
    }

    /** Lines before this one are no longer found. */
    void dropBefore(long id) throws IOException {
        writer.deleteDocuments(LongPoint.newRangeQuery(Terms.ID, Long.MIN_VALUE, id - 1));
    }

    /** Makes what was added durable, as complete up to a line. */
    void commit(long completeTo) throws IOException {
        writer.setLiveCommitData(
                Map.of(COMPLETE_TO, Long.toString(completeTo), FORM, THIS_FORM).entrySet());
        writer.commit();
    }

    /** Leaves the index as its last commit has it. */
    void abandon() throws IOException {
        searchers.close();
        writer.rollback();
        directory.close();
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
        directory.close();
    }
}

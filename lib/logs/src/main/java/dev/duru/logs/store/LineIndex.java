package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.parse.Fields;
import dev.duru.logs.parse.Levels;
import dev.duru.logs.parse.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * The index in a folder of its own: which words, fields, origins and times are in which line. It
 * holds no text. Its last commit says up to which line it is complete.
 */
final class LineIndex implements AutoCloseable {
    private static final double MOST_MEGABYTES = 32;
    private static final String COMPLETE_TO = "id";

    /** What the terms of a line are; an index of another form is made again. */
    private static final String FORM = "form";

    private static final String THIS_FORM = "2";
    private static final FieldType WORDS = words();

    /** It would tell on the terminal that vectors could be compared faster; there are none here. */
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final WordStream stream = new WordStream();
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

    private static FieldType words() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.freeze();
        return type;
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
            IndexWriterConfig config = new IndexWriterConfig().setRAMBufferSizeMB(MOST_MEGABYTES);
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

    void add(List<LogEntry> entries) throws IOException {
        for (LogEntry entry : entries) {
            writer.addDocument(document(entry));
        }
    }

    private Document document(LogEntry entry) {
        Document document = new Document();
        document.add(new LongField(Terms.ID, entry.id(), Field.Store.NO));
        document.add(new LongField(Terms.AT, entry.nanos(), Field.Store.NO));
        document.add(new Field(Terms.WORD, stream.of(entry.text()), WORDS));
        Map<String, String> fields = Fields.of(entry);
        fields.forEach((name, value) ->
                document.add(
                        new StringField(Terms.FIELD, Terms.field(name, value), Field.Store.NO)));
        for (String names : Terms.names(fields.keySet())) {
            document.add(new StringField(Terms.NAMES, names, Field.Store.NO));
        }
        if (Words.hasLongRun(entry.text())) {
            document.add(new StringField(Terms.LONG, Terms.LONG, Field.Store.NO));
        }
        BytesRef origin = new BytesRef(entry.origin().key());
        document.add(new StringField(Terms.ORIGIN, origin, Field.Store.NO));
        document.add(new SortedDocValuesField(Terms.ORIGIN, origin));
        String level = Levels.named(fields.getOrDefault("level", ""));
        document.add(new SortedDocValuesField(Terms.LEVEL, new BytesRef(level)));
        return document;
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

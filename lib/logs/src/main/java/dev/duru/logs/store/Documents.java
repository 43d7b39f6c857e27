package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.parse.Fields;
import dev.duru.logs.parse.Levels;
import dev.duru.logs.parse.Words;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;

/** Makes of each line what the index holds of it. Used by one thread. */
final class Documents {
    private static final FieldType WORDS = words();

    private final WordStream stream = new WordStream();

    private static FieldType words() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    Document of(LogEntry entry) {
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
}

package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts samples of step after step together into rows by their labels. A query of a single step
 * keeps the order of its samples, and leaves two with the same labels apart until names are
 * dropped.
 */
final class RowCollector {
    private final int steps;
    private final List<Row> rows = new ArrayList<>();
    private final Map<Key, Row> byLabels = new LinkedHashMap<>();

    /** A series whose name is still to be dropped is another than the one that keeps it. */
    private record Key(Labels labels, boolean dropName) {}

    RowCollector(int steps) {
        this.steps = steps;
    }

    void add(int step, Sample sample) {
        add(step, sample.labels(), sample.value(), sample.histogram(), sample.dropName());
    }

    void add(
            int step,
            Labels labels,
            double value,
            @Nullable Histogram histogram,
            boolean dropName) {
        Row row = steps == 1 ? null : byLabels.get(new Key(labels, dropName));
        if (row == null) {
            row = new Row(labels, dropName, steps);
            rows.add(row);
            if (steps > 1) {
                byLabels.put(new Key(labels, dropName), row);
            }
        } else if (row.has(step)) {
            throw duplicate();
        }
        if (histogram != null) {
            row.set(step, histogram);
        } else {
            row.set(step, value);
        }
    }

    List<Row> rows() {
        return rows;
    }

    static QueryException duplicate() {
        return QueryException.execution("vector cannot contain metrics with the same labelset");
    }

    /** Takes names away where they are to be, and merges what then has the same labels. */
    static List<Row> named(List<Row> rows) {
        List<Row> named = new ArrayList<>(rows.size());
        for (Row row : rows) {
            named.add(row.dropName() ? row.named(row.labels().withoutMeaning(), false) : row);
        }
        return merged(named);
    }

    /** Merges rows with the same labels; no two may have a sample at the same step. */
    static List<Row> merged(List<Row> rows) {
        Map<Key, Row> merged = new LinkedHashMap<>();
        List<Row> kept = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Key key = new Key(row.labels(), row.dropName());
            Row other = merged.get(key);
            if (other == null) {
                Row own = row;
                merged.put(key, own);
                kept.add(own);
                continue;
            }
            Row both = new Row(other.labels(), other.dropName(), other.steps());
            for (int i = 0; i < both.steps(); i++) {
                if (other.has(i) && row.has(i)) {
                    throw duplicate();
                }
                both.copy(other.has(i) ? other : row, i, i);
            }
            merged.put(key, both);
            kept.set(kept.indexOf(other), both);
        }
        return kept;
    }
}

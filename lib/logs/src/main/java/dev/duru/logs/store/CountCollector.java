package dev.duru.logs.store;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Counts lines by time and level from the index alone. */
final class CountCollector extends SimpleCollector {
    private final Counting counting;
    private SortedNumericDocValues times = DocValues.emptySortedNumeric();
    private SortedDocValues levels = DocValues.emptySorted();
    private long[][] counts = {};

    private CountCollector(Counting counting) {
        this.counting = counting;
    }

    /** One collector into one map; searches run on one thread. */
    record Counting(long fromNanos, long stepNanos, int steps, Map<String, long[]> byLevel)
            implements CollectorManager<CountCollector, Boolean> {
        @Override
        public CountCollector newCollector() {
            return new CountCollector(this);
        }

        @Override
        public Boolean reduce(Collection<CountCollector> collectors) {
            return true;
        }
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        times = DocValues.getSortedNumeric(context.reader(), Terms.AT);
        levels = DocValues.getSorted(context.reader(), Terms.LEVEL);
        counts = new long[levels.getValueCount()][];
    }

    @Override
    public void collect(int doc) throws IOException {
        if (!times.advanceExact(doc) || !levels.advanceExact(doc)) {
            return;
        }
        int step = (int) ((times.nextValue() - counting.fromNanos()) / counting.stepNanos());
        int level = levels.ordValue();
        long[] of = counts[level];
        if (of == null) {
            of =
                    counting.byLevel()
                            .computeIfAbsent(levelName(level), key -> new long[counting.steps()]);
            counts[level] = of;
        }
        if (step >= 0 && step < of.length) {
            of[step]++;
        }
    }

    private String levelName(int ord) {
        try {
            return levels.lookupOrd(ord).utf8ToString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}

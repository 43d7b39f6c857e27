package dev.duru.logs.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Predicate;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Hands on the numbers of all lines that fit, in batches. */
final class IdCollector extends SimpleCollector {
    private static final int BATCH = 16_000;

    private final Batches batches;
    private SortedNumericDocValues ids = DocValues.emptySortedNumeric();

    private IdCollector(Batches batches) {
        this.batches = batches;
    }

    /** Takes batches of growing numbers; stops when it says no. */
    static final class Batches {
        private final Predicate<long[]> each;
        private long[] batch = new long[BATCH];
        private int size;
        private boolean ended;

        Batches(Predicate<long[]> each) {
            this.each = each;
        }

        private void add(long id) {
            batch[size++] = id;
            if (size == BATCH) {
                flush();
            }
            if (ended) {
                throw new CollectionTerminatedException();
            }
        }

        private void flush() {
            if (size > 0 && !ended) {
                long[] full = Arrays.copyOf(batch, size);
                Arrays.sort(full);
                ended = !each.test(full);
                size = 0;
            }
        }

        CollectorManager<IdCollector, Boolean> manager() {
            return new CollectorManager<>() {
                @Override
                public IdCollector newCollector() {
                    return new IdCollector(Batches.this);
                }

                @Override
                public Boolean reduce(Collection<IdCollector> collectors) {
                    flush();
                    return !ended;
                }
            };
        }
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        if (batches.ended) {
            throw new CollectionTerminatedException();
        }
        ids = DocValues.getSortedNumeric(context.reader(), Terms.ID);
    }

    @Override
    public void collect(int doc) throws IOException {
        if (ids.advanceExact(doc)) {
            batches.add(ids.nextValue());
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}

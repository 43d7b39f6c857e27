package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.index.LabelIndex;
import dev.duru.tsdb.index.Postings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.SoftReference;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The index of a block, read where it lies. Series are numbered from 0 in the order of labels. */
final class BlockIndex implements LabelIndex {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int FOOTER = 48;

    private final MemorySegment file;
    private final UnaryOperator<Labels> own;
    private final long seriesStart;
    private final long symbolTable;
    private final long seriesTable;
    private final long postingsStart;
    private final long valueTable;
    private final long nameTable;
    private final int symbolCount;
    private final int seriesCount;
    private final int nameCount;
    private volatile SoftReference<Known> known = new SoftReference<>(null);

    /** What was read before. Threads may read the same twice; they find equal things. */
    private static final class Known {
        private final @Nullable String[] symbols;
        private final @Nullable Labels[] labels;

        Known(int symbols, int labels) {
            this.symbols = new @Nullable String[symbols];
            this.labels = new @Nullable Labels[labels];
        }
    }

    /** A chunk as the index has it. */
    record Place(Chunk.Kind kind, int count, long minTime, long maxTime, long offset, int size) {}

    /**
     * An index.
     *
     * @param own gives labels that are in memory already for equal ones
     */
    BlockIndex(MemorySegment file, UnaryOperator<Labels> own) {
        this.file = file;
        this.own = own;
        long footer = file.byteSize() - FOOTER;
        seriesStart = file.get(LONG, footer);
        symbolTable = file.get(LONG, footer + 8);
        seriesTable = file.get(LONG, footer + 16);
        postingsStart = file.get(LONG, footer + 24);
        valueTable = file.get(LONG, footer + 32);
        nameTable = file.get(LONG, footer + 40);
        symbolCount = (int) ((seriesTable - symbolTable) / 4);
        seriesCount = (int) ((postingsStart - seriesTable) / 4);
        nameCount = (int) ((footer - nameTable) / 8);
    }

    private Known known() {
        Known found = known.get();
        if (found == null) {
            found = new Known(symbolCount, seriesCount);
            known = new SoftReference<>(found);
        }
        return found;
    }

    private long fixed(long table, long i) {
        return Integer.toUnsignedLong(file.get(INT, table + i * 4));
    }

    int seriesCount() {
        return seriesCount;
    }

    private String symbol(Known here, int number) {
        String found = here.symbols[number];
        if (found == null) {
            Cursor in = new Cursor(file, IndexWriter.MAGIC.length + fixed(symbolTable, number));
            found = new String(in.bytes((int) in.number()), StandardCharsets.UTF_8);
            here.symbols[number] = found;
        }
        return found;
    }

    /** The texts of all labels. */
    void symbols(Set<String> into) {
        Known here = known();
        for (int i = 0; i < symbolCount; i++) {
            into.add(symbol(here, i));
        }
    }

    private Cursor series(int number) {
        return new Cursor(file, seriesStart + fixed(seriesTable, number));
    }

    Labels labels(int number) {
        Known here = known();
        Labels found = here.labels[number];
        if (found == null) {
            Cursor in = series(number);
            String[] pairs = new String[(int) in.number() * 2];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = symbol(here, (int) in.number());
            }
            found = own.apply(Labels.sorted(pairs));
            here.labels[number] = found;
        }
        return found;
    }

    /** Where the chunks of a series are, those alone that overlap a span of time. */
    List<Place> places(int number, long from, long to) {
        Cursor in = series(number);
        for (long i = in.number() * 2; i > 0; i--) {
            in.number();
        }
        int count = (int) in.number();
        long offset = in.number();
        List<Place> found = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < count; i++) {
            long minTime = last + in.signed();
            long maxTime = minTime + in.number();
            int countAndKind = (int) in.number();
            int size = (int) in.number();
            if (minTime <= to && maxTime >= from) {
                found.add(
                        new Place(
                                Chunk.Kind.of(countAndKind & 3),
                                countAndKind >>> 2,
                                minTime,
                                maxTime,
                                offset,
                                size));
            }
            offset += size + IndexWriter.CHUNK_FRAME;
            last = maxTime;
        }
        return found;
    }

    @Override
    public Postings all() {
        return Postings.range(seriesCount);
    }

    /** The values of a label: which rows of the table they are. */
    private record Values(int first, int end) {}

    private Values valuesOf(String label) {
        Known here = known();
        int first = 0;
        for (int i = 0; i < nameCount; i++) {
            int count = (int) fixed(nameTable, i * 2L + 1);
            if (symbol(here, (int) fixed(nameTable, i * 2L)).equals(label)) {
                return new Values(first, first + count);
            }
            first += count;
        }
        return new Values(0, 0);
    }

    private String value(Known here, int row) {
        return symbol(here, (int) fixed(valueTable, row * 2L));
    }

    /** The first row whose value is not before a text. */
    private int lowerBound(Known here, Values values, String text) {
        int low = values.first();
        int high = values.end();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value(here, middle).compareTo(text) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Postings postings(int row) {
        Cursor in = new Cursor(file, postingsStart + fixed(valueTable, row * 2L + 1));
        return new Postings() {
            private long left = in.number();
            private int last;

            @Override
            public int next() {
                if (left == 0) {
                    return END;
                }
                left--;
                last += (int) in.number();
                return last;
            }
        };
    }

    @Override
    public Postings with(String label, String value) {
        Known here = known();
        Values values = valuesOf(label);
        int row = lowerBound(here, values, value);
        return row < values.end() && value(here, row).equals(value) ? postings(row) : Postings.NONE;
    }

    @Override
    public Postings withAny(String label, String prefix, Predicate<String> test) {
        Known here = known();
        Values values = valuesOf(label);
        List<Postings> found = new ArrayList<>();
        for (int row = lowerBound(here, values, prefix); row < values.end(); row++) {
            String value = value(here, row);
            if (!value.startsWith(prefix)) {
                break;
            }
            if (test.test(value)) {
                found.add(postings(row));
            }
        }
        return Postings.any(found);
    }

    @Override
    public Set<String> values(String label) {
        Known here = known();
        Set<String> found = new TreeSet<>();
        Values values = valuesOf(label);
        for (int row = values.first(); row < values.end(); row++) {
            found.add(value(here, row));
        }
        return found;
    }

    @Override
    public Set<String> names() {
        Known here = known();
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < nameCount; i++) {
            found.add(symbol(here, (int) fixed(nameTable, i * 2L)));
        }
        return found;
    }
}

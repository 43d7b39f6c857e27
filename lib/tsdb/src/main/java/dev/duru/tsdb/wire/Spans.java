package dev.duru.tsdb.wire;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Buckets;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets as messages have them: spans of neighbours, each with its distance from the one before,
 * and counts, either as they are or as differences.
 */
public final class Spans {
    private static final int MOST = 100_000;

    private final List<int[]> spans = new ArrayList<>();
    private final List<Long> deltas = new ArrayList<>();
    private final List<Double> counts = new ArrayList<>();

    /** A message with an offset (sint32, 1) and a length (uint32, 2). */
    public void span(MessageReader in) {
        int offset = 0;
        long length = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> offset = (int) in.signed();
                case 2 -> length = in.whole();
                default -> {}
            }
        }
        if (length < 0 || length > MOST) {
            throw new TsdbException("a histogram's span is " + length + " buckets long");
        }
        spans.add(new int[] {offset, (int) length});
    }

    /** The difference of a count from the one before. */
    public void delta(long value) {
        deltas.add(value);
    }

    /** A count. */
    public void count(double value) {
        counts.add(value);
    }

    /** Whether there is no span at all. */
    public boolean isEmpty() {
        return spans.isEmpty();
    }

    /**
     * The buckets.
     *
     * @throws TsdbException when spans and counts do not fit
     */
    public Buckets buckets() {
        boolean whole = !deltas.isEmpty();
        int given = whole ? deltas.size() : counts.size();
        int[] index = new int[given];
        double[] values = new double[given];
        int filled = 0;
        long next = 0;
        long count = 0;
        for (int[] span : spans) {
            next += span[0];
            for (int i = 0; i < span[1]; i++) {
                if (filled == given || Math.abs(next) > Integer.MAX_VALUE) {
                    throw new TsdbException("a histogram's spans and buckets do not fit");
                }
                count += whole ? deltas.get(filled) : 0;
                index[filled] = (int) next++;
                values[filled] = whole ? count : counts.get(filled);
                filled++;
            }
        }
        if (filled != given) {
            throw new TsdbException("a histogram has more buckets than its spans");
        }
        return Buckets.at(index, values);
    }

    /** Writes the spans of buckets, and gives their counts. */
    public static double[] write(MessageWriter out, int field, Buckets buckets) {
        double[] counts = new double[buckets.size()];
        int after = 0;
        int i = 0;
        while (i < buckets.size()) {
            int start = i;
            while (i < buckets.size() && buckets.index(i) == buckets.index(start) + (i - start)) {
                counts[i] = buckets.count(i);
                i++;
            }
            int offset = buckets.index(start) - after;
            int length = i - start;
            after = buckets.index(start) + length;
            out.message(field, span -> span.signed(1, offset).whole(2, length));
        }
        return counts;
    }
}

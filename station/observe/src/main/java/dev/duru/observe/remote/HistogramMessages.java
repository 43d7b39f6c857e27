package dev.duru.observe.remote;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.tsdb.wire.Spans;
import java.util.ArrayList;
import java.util.List;

/** The message {@code Histogram}, which is the same in both versions. */
final class HistogramMessages {
    /** Up to here a double holds every whole number. */
    private static final double MOST_WHOLE = 1L << 53;

    private HistogramMessages() {}

    static Incoming.HistogramPoint read(MessageReader in) {
        double count = 0;
        double sum = 0;
        int schema = 0;
        double zeroThreshold = 0;
        double zeroCount = 0;
        int hint = 0;
        long time = 0;
        Spans positive = new Spans();
        Spans negative = new Spans();
        List<Double> bounds = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> count = in.whole();
                case 2 -> count = in.number();
                case 3 -> sum = in.number();
                case 4 -> schema = (int) in.signed();
                case 5 -> zeroThreshold = in.number();
                case 6 -> zeroCount = in.whole();
                case 7 -> zeroCount = in.number();
                case 8 -> negative.span(in.message());
                case 9 -> in.signeds(negative::delta);
                case 10 -> in.numbers(negative::count);
                case 11 -> positive.span(in.message());
                case 12 -> in.signeds(positive::delta);
                case 13 -> in.numbers(positive::count);
                case 14 -> hint = (int) in.whole();
                case 15 -> time = in.whole();
                case 16 -> in.numbers(bounds::add);
                default -> {}
            }
        }
        CounterReset[] hints = CounterReset.values();
        CounterReset reset = hint >= 0 && hint < hints.length ? hints[hint] : CounterReset.UNKNOWN;
        if (schema == Histogram.CUSTOM) {
            double[] custom = bounds.stream().mapToDouble(Double::doubleValue).toArray();
            return new Incoming.HistogramPoint(
                    time, Histogram.custom(reset, count, sum, positive.buckets(), custom));
        }
        if (schema < -4 || schema > 8) {
            throw new TsdbException(
                    "a histogram has the schema " + schema + ", which nobody knows");
        }
        return new Incoming.HistogramPoint(
                time,
                Histogram.exponential(
                        reset,
                        schema,
                        new Histogram.Totals(zeroThreshold, zeroCount, count, sum),
                        positive.buckets(),
                        negative.buckets()));
    }

    /** Whole counts go as such: older readers take no others. */
    static void write(MessageWriter out, Incoming.HistogramPoint point) {
        Histogram histogram = point.histogram();
        boolean whole = isWhole(histogram);
        if (whole) {
            out.whole(1, (long) histogram.count());
        } else {
            out.set(2, histogram.count());
        }
        out.number(3, histogram.sum())
                .signed(4, histogram.schema())
                .number(5, histogram.totals().zeroThreshold());
        if (whole) {
            out.whole(6, (long) histogram.totals().zeroCount());
            out.signeds(9, deltas(Spans.write(out, 8, histogram.negative())));
            out.signeds(12, deltas(Spans.write(out, 11, histogram.positive())));
        } else {
            out.set(7, histogram.totals().zeroCount());
            out.numbers(10, Spans.write(out, 8, histogram.negative()));
            out.numbers(13, Spans.write(out, 11, histogram.positive()));
        }
        out.whole(14, histogram.reset().ordinal()).whole(15, point.timeMillis());
        if (histogram.isCustom()) {
            out.numbers(16, histogram.bounds());
        }
    }

    static boolean isWhole(Histogram histogram) {
        return isWhole(histogram.count())
                && isWhole(histogram.totals().zeroCount())
                && areWhole(histogram.positive())
                && areWhole(histogram.negative());
    }

    private static boolean areWhole(Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            if (!isWhole(buckets.count(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(double count) {
        return count >= 0 && count < MOST_WHOLE && count == Math.rint(count);
    }

    /** The first count, and how much each differs from the one before. */
    static List<Long> deltas(double[] counts) {
        List<Long> deltas = new ArrayList<>();
        long before = 0;
        for (double count : counts) {
            deltas.add((long) count - before);
            before = (long) count;
        }
        return deltas;
    }
}

package dev.duru.observe.remote;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import dev.duru.tsdb.wire.Spans;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest sample of series as protocol buffers, {@code io.prometheus.client.MetricFamily} each
 * with its length before it: the only form of a page that has native histograms.
 */
public final class FederationMessages {
    /** The type of the page. */
    public static final String TYPE =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
                    + " encoding=delimited";

    private static final int UNTYPED = 3;
    private static final int HISTOGRAM = 4;

    private FederationMessages() {}

    /** Whether a reader asks for it before anything else. */
    public static boolean isWanted(String accept) {
        return accept.replace(" ", "")
                .startsWith(
                        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily");
    }

    /**
     * The page.
     *
     * @param selectors a series that fulfils one of them is there
     * @param external labels of this server, for series that have none of that name
     */
    public static byte[] page(
            SeriesReader reader,
            List<List<Matcher>> selectors,
            Map<String, String> external,
            long nowMillis) {
        Map<String, String> added = Federation.added(external);
        Map<String, Map<Labels, Series>> numbers = new TreeMap<>();
        Map<String, Map<Labels, Series>> histograms = new TreeMap<>();
        for (List<Matcher> selector : selectors) {
            reader.scan(
                    selector,
                    nowMillis - Federation.LOOK_BACK_MILLIS,
                    nowMillis,
                    series -> {
                        int last = series.size() - 1;
                        Histogram histogram = series.histogram(last);
                        double marker = histogram == null ? series.values()[last] : histogram.sum();
                        if (!Stale.is(marker)) {
                            (histogram == null ? numbers : histograms)
                                    .computeIfAbsent(
                                            series.labels().value(Labels.NAME),
                                            name -> new TreeMap<>())
                                    .put(series.labels(), series);
                        }
                    });
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        numbers.forEach((name, all) -> family(page, name, UNTYPED, all, added));
        histograms.forEach((name, all) -> family(page, name, HISTOGRAM, all, added));
        return page.toByteArray();
    }

    private static void family(
            ByteArrayOutputStream page,
            String name,
            int type,
            Map<Labels, Series> all,
            Map<String, String> added) {
        MessageWriter family = new MessageWriter();
        family.text(1, name).whole(3, type);
        all.values().forEach(series -> family.message(4, metric -> metric(metric, series, added)));
        byte[] bytes = family.bytes();
        int rest = bytes.length;
        while (rest >= 0x80) {
            page.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        page.write(rest);
        page.writeBytes(bytes);
    }

    private static void metric(MessageWriter out, Series series, Map<String, String> added) {
        int last = series.size() - 1;
        Map<String, String> labels = new TreeMap<>(added);
        labels.putAll(series.labels().withoutName().map());
        labels.forEach((name, value) -> out.message(1, m -> m.text(1, name).text(2, value)));
        Histogram histogram = series.histogram(last);
        if (histogram == null) {
            out.message(5, m -> m.set(1, series.values()[last]));
        } else {
            out.message(7, m -> histogram(m, histogram));
        }
        out.whole(6, series.times()[last]);
    }

    private static void histogram(MessageWriter out, Histogram histogram) {
        boolean whole = HistogramMessages.isWhole(histogram);
        out.whole(1, (long) histogram.count()).number(2, histogram.sum());
        out.signed(5, histogram.schema()).number(6, histogram.totals().zeroThreshold());
        out.whole(7, (long) histogram.totals().zeroCount());
        if (!whole) {
            out.set(4, histogram.count()).set(8, histogram.totals().zeroCount());
        }
        double[] negative = Spans.write(out, 9, histogram.negative());
        double[] positive = Spans.write(out, 12, histogram.positive());
        if (whole) {
            out.signeds(10, HistogramMessages.deltas(negative));
            out.signeds(13, HistogramMessages.deltas(positive));
        } else {
            out.numbers(11, negative);
            out.numbers(14, positive);
        }
        if (histogram.positive().size() + histogram.negative().size() == 0
                && histogram.totals().zeroThreshold() == 0) {
            // A span without buckets tells a native histogram without any from a classic one.
            out.message(12, span -> {});
        }
    }
}

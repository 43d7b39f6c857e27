package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.MessageWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of remote write: {@code prometheus.WriteRequest} and {@code
 * io.prometheus.write.v2.Request}.
 */
public final class WriteMessages {
    private WriteMessages() {}

    /**
     * Reads a request of version 1.
     *
     * @throws TsdbException when it is malformed
     */
    public static List<Incoming> read1(byte[] bytes) {
        List<Incoming> all = new ArrayList<>();
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                all.add(series1(in.message()));
            }
        }
        return all;
    }

    private static Incoming series1(MessageReader in) {
        LabelBytes labels = in.noLabels();
        List<Incoming.Point> points = new ArrayList<>();
        List<Incoming.HistogramPoint> histograms = new ArrayList<>();
        List<Exemplar> exemplars = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> in.label(labels);
                case 2 -> points.add(point(in.message()));
                case 3 -> exemplars.add(exemplar(in.message(), List.of()));
                case 4 -> histograms.add(HistogramMessages.read(in.message()));
                default -> {}
            }
        }
        return new Incoming(labels.labels(), points, histograms, exemplars);
    }

    static void pair(MessageReader in, Map<String, String> labels) {
        Map.Entry<String, String> label = in.pair();
        String name = label.getKey();
        if (name.isEmpty() || labels.put(name, label.getValue()) != null) {
            throw new TsdbException("a label has no name, or is there twice: '" + name + "'");
        }
    }

    static Incoming.Point point(MessageReader in) {
        double value = 0;
        long time = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> value = in.number();
                case 2 -> time = in.whole();
                default -> {}
            }
        }
        return new Incoming.Point(time, value);
    }

    /** Both versions: labels in the message, or as numbers of symbols. */
    static Exemplar exemplar(MessageReader in, List<String> symbols) {
        Map<String, String> labels = new HashMap<>();
        List<Long> refs = new ArrayList<>();
        double value = 0;
        long time = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> {
                    if (symbols.isEmpty()) {
                        pair(in.message(), labels);
                    } else {
                        in.wholes(refs::add);
                    }
                }
                case 2 -> value = in.number();
                case 3 -> time = in.whole();
                default -> {}
            }
        }
        return new Exemplar(
                symbols.isEmpty() ? Labels.of(labels) : labels(refs, symbols), value, time);
    }

    /**
     * Reads a request of version 2.
     *
     * @throws TsdbException when it is malformed
     */
    public static List<Incoming> read2(byte[] bytes) {
        List<String> symbols = new ArrayList<>();
        List<MessageReader> series = new ArrayList<>();
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 4 -> symbols.add(in.text());
                case 5 -> series.add(in.message());
                default -> {}
            }
        }
        if (symbols.isEmpty() || !symbols.getFirst().isEmpty()) {
            throw new TsdbException("the first symbol must be the empty text");
        }
        return series.stream().map(each -> series2(each, symbols)).toList();
    }

    private static Incoming series2(MessageReader in, List<String> symbols) {
        List<Long> refs = new ArrayList<>();
        List<Incoming.Point> points = new ArrayList<>();
        List<Incoming.HistogramPoint> histograms = new ArrayList<>();
        List<Exemplar> exemplars = new ArrayList<>();
        long start = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> in.wholes(refs::add);
                case 2 -> points.add(point(in.message()));
                case 3 -> histograms.add(HistogramMessages.read(in.message()));
                case 4 -> exemplars.add(exemplar(in.message(), symbols));
                case 6 -> start = in.whole();
                default -> {}
            }
        }
        return new Incoming(labels(refs, symbols), points, histograms, exemplars, start);
    }

    private static Labels labels(List<Long> refs, List<String> symbols) {
        if (refs.size() % 2 != 0) {
            throw new TsdbException("labels are not pairs of symbols");
        }
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < refs.size(); i += 2) {
            String name = symbol(refs.get(i), symbols);
            if (name.isEmpty() || labels.put(name, symbol(refs.get(i + 1), symbols)) != null) {
                throw new TsdbException("a label has no name, or is there twice: '" + name + "'");
            }
        }
        return Labels.of(labels);
    }

    private static String symbol(long ref, List<String> symbols) {
        if (ref < 0 || ref >= symbols.size()) {
            throw new TsdbException("there is no symbol " + ref);
        }
        return symbols.get((int) ref);
    }

    /** Writes a request of version 2. */
    public static byte[] write2(List<Incoming> all) {
        Map<String, Long> symbols = new LinkedHashMap<>();
        symbols.put("", 0L);
        List<byte[]> written = new ArrayList<>();
        for (Incoming series : all) {
            MessageWriter out = new MessageWriter();
            out.wholes(1, refs(series.labels(), symbols));
            for (Incoming.Point point : series.points()) {
                out.message(2, m -> m.number(1, point.value()).whole(2, point.timeMillis()));
            }
            for (Incoming.HistogramPoint point : series.histograms()) {
                out.message(3, m -> HistogramMessages.write(m, point));
            }
            for (Exemplar exemplar : series.exemplars()) {
                out.message(
                        4,
                        m ->
                                m.wholes(1, refs(exemplar.labels(), symbols))
                                        .number(2, exemplar.value())
                                        .whole(3, exemplar.timeMillis()));
            }
            if (series.startMillis() != 0) {
                out.whole(6, series.startMillis());
            }
            written.add(out.bytes());
        }
        MessageWriter request = new MessageWriter();
        symbols.keySet().forEach(symbol -> request.item(4, symbol));
        written.forEach(series -> request.bytes(5, series));
        return request.bytes();
    }

    private static List<Long> refs(Labels labels, Map<String, Long> symbols) {
        List<Long> refs = new ArrayList<>();
        labels.each((name, value) -> {
            for (String text : List.of(name, value)) {
                Long known = symbols.get(text);
                if (known == null) {
                    known = (long) symbols.size();
                    symbols.put(text, known);
                }
                refs.add(known);
            }
        });
        return refs;
    }

    /** Writes a request of version 1. */
    public static byte[] write1(List<Incoming> all) {
        MessageWriter out = new MessageWriter();
        all.forEach(series -> out.message(1, each -> series(each, series)));
        return out.bytes();
    }

    static void series(MessageWriter out, Incoming series) {
        labels(out, series.labels());
        for (Incoming.Point point : series.points()) {
            out.message(2, m -> m.number(1, point.value()).whole(2, point.timeMillis()));
        }
        for (Exemplar exemplar : series.exemplars()) {
            out.message(
                    3,
                    m -> {
                        labels(m, exemplar.labels());
                        m.number(2, exemplar.value()).whole(3, exemplar.timeMillis());
                    });
        }
        for (Incoming.HistogramPoint point : series.histograms()) {
            out.message(4, m -> HistogramMessages.write(m, point));
        }
    }

    private static void labels(MessageWriter out, Labels labels) {
        labels.map().forEach((name, value) -> out.message(1, m -> m.text(1, name).text(2, value)));
    }
}

package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.Snappy;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps what others send, and makes it durable before it is acknowledged. */
public final class Intake {
    private final SeriesStore store;
    private final Buffers buffers = new Buffers();

    /** Into a store. */
    public Intake(SeriesStore store) {
        this.store = store;
    }

    /**
     * What became of a request.
     *
     * @param samples numbers that were kept
     * @param histograms that were kept
     * @param exemplars that were kept
     * @param refused why others were not, in words, or {@code ""}
     * @param again whether the same request may fare better later
     */
    public record Taken(
            int samples, int histograms, int exemplars, String refused, boolean again) {}

    /** Keeps all that can be kept, and commits. */
    public Taken take(List<Incoming> all) {
        Counts counts = new Counts();
        for (Incoming series : all) {
            if (series.labels().name().isEmpty()) {
                return nameless(series.labels().toString());
            }
            begin(series);
            for (Incoming.Point point : series.points()) {
                counts.sample(store.add(series.labels(), point.timeMillis(), point.value()));
            }
            for (Incoming.HistogramPoint point : series.histograms()) {
                counts.histogram(store.add(series.labels(), point.timeMillis(), point.histogram()));
            }
            for (Exemplar exemplar : series.exemplars()) {
                counts.exemplar(store.add(series.labels(), exemplar));
            }
        }
        return committed(counts);
    }

    /** What was counted before the first sample is not lost to rates. */
    private void begin(Incoming series) {
        if (series.startMillis() == 0) {
            return;
        }
        if (!series.points().isEmpty()) {
            long first = series.points().getFirst().timeMillis();
            store.begin(series.labels(), series.startMillis(), first, null);
        } else if (!series.histograms().isEmpty()) {
            Incoming.HistogramPoint first = series.histograms().getFirst();
            store.begin(
                    series.labels(), series.startMillis(), first.timeMillis(), first.histogram());
        }
    }

    /**
     * The same with a request of remote write 1 as it came, in a Snappy block. Most series are
     * known already, and are found by the bytes of their labels.
     *
     * @param most bytes that it may have unpacked
     * @throws TsdbException when it is malformed; what comes before the place may have been kept
     */
    public Taken take1(byte[] packed, int most) {
        int size = Snappy.size(packed, most);
        byte[] buffer = buffers.take(size);
        try {
            Snappy.unpack(packed, buffer);
            return take1(new MessageReader(buffer, size));
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private Taken take1(MessageReader in) {
        Counts counts = new Counts();
        LabelBytes labels = in.noLabels();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1 && !series1(in.message(), labels, counts)) {
                return nameless(labels.toString());
            }
        }
        return committed(counts);
    }

    /** Whether the series has a name. */
    private boolean series1(MessageReader in, LabelBytes labels, Counts counts) {
        labels.clear();
        MessageReader samples = in.again();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                in.label(labels);
            }
        }
        if (!labels.hasName()) {
            return false;
        }
        for (int field = samples.next(); field != 0; field = samples.next()) {
            switch (field) {
                case 2 -> {
                    Incoming.Point point = WriteMessages.point(samples.message());
                    counts.sample(store.add(labels, point.timeMillis(), point.value()));
                }
                case 3 -> {
                    Exemplar exemplar = WriteMessages.exemplar(samples.message(), List.of());
                    counts.exemplar(store.add(labels.labels(), exemplar));
                }
                case 4 -> {
                    Incoming.HistogramPoint point = HistogramMessages.read(samples.message());
                    counts.histogram(
                            store.add(labels.labels(), point.timeMillis(), point.histogram()));
                }
                default -> {}
            }
        }
        return true;
    }

    private static Taken nameless(String labels) {
        return new Taken(0, 0, 0, "a series has no name: " + labels, false);
    }

    private Taken committed(Counts counts) {
        if (!store.commit()) {
            return new Taken(0, 0, 0, store.problem(), true);
        }
        return counts.taken();
    }

    /** What became of the parts of a request so far. */
    private static final class Counts {
        private final Map<Outcome, Integer> refused = new EnumMap<>(Outcome.class);
        private int samples;
        private int histograms;
        private int exemplars;

        void sample(Outcome outcome) {
            samples += kept(outcome);
        }

        void histogram(Outcome outcome) {
            histograms += kept(outcome);
        }

        void exemplar(Outcome outcome) {
            exemplars += outcome.isKept() ? 1 : 0;
        }

        /** A sample that is there already is no error: it was sent again. */
        private int kept(Outcome outcome) {
            if (!outcome.isKept() && outcome != Outcome.DUPLICATE) {
                refused.merge(outcome, 1, Integer::sum);
            }
            return outcome.isKept() ? 1 : 0;
        }

        Taken taken() {
            String words =
                    refused.entrySet().stream()
                            .map(e -> e.getValue() + " " + word(e.getKey()))
                            .collect(Collectors.joining(", "));
            return new Taken(
                    samples, histograms, exemplars, words, refused.containsKey(Outcome.NO_ROOM));
        }
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

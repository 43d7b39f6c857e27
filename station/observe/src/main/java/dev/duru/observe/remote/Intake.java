package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesStore;
import dev.duru.tsdb.TsdbException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps what others send, and makes it durable before it is acknowledged. */
public final class Intake {
    private final SeriesStore store;

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
            for (Incoming.Point point : series.points()) {
                counts.sample(store.add(series.labels(), point.timeMillis(), point.value()));
            }
            others(series.labels(), series.histograms(), series.exemplars(), counts);
        }
        return committed(counts);
    }

    /**
     * The same with a request of remote write 1 as it came, unpacked.
     *
     * @throws TsdbException when it is malformed; then nothing is kept
     */
    public Taken take1(byte[] request) {
        Counts counts = new Counts();
        for (PackedSeries series : WriteMessages.packed(request)) {
            if (!series.labels().hasName()) {
                return nameless(series.labels().toString());
            }
            for (Incoming.Point point : series.points()) {
                counts.sample(store.add(series.labels(), point.timeMillis(), point.value()));
            }
            if (!series.histograms().isEmpty() || !series.exemplars().isEmpty()) {
                others(series.labels().labels(), series.histograms(), series.exemplars(), counts);
            }
        }
        return committed(counts);
    }

    private void others(
            Labels labels,
            List<Incoming.HistogramPoint> histograms,
            List<Exemplar> exemplars,
            Counts counts) {
        for (Incoming.HistogramPoint point : histograms) {
            counts.histogram(store.add(labels, point.timeMillis(), point.histogram()));
        }
        for (Exemplar exemplar : exemplars) {
            counts.exemplars += store.add(labels, exemplar).isKept() ? 1 : 0;
        }
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

package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesStore;
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
        Map<Outcome, Integer> refused = new EnumMap<>(Outcome.class);
        int samples = 0;
        int histograms = 0;
        int exemplars = 0;
        for (Incoming series : all) {
            Labels labels = series.labels();
            if (labels.name().isEmpty()) {
                return new Taken(0, 0, 0, "a series has no name: " + labels, false);
            }
            for (Incoming.Point point : series.points()) {
                samples += kept(store.add(labels, point.timeMillis(), point.value()), refused);
            }
            for (Incoming.HistogramPoint point : series.histograms()) {
                histograms +=
                        kept(store.add(labels, point.timeMillis(), point.histogram()), refused);
            }
            for (Exemplar exemplar : series.exemplars()) {
                exemplars += store.add(labels, exemplar).isKept() ? 1 : 0;
            }
        }
        if (!store.commit()) {
            return new Taken(0, 0, 0, store.problem(), true);
        }
        String words =
                refused.entrySet().stream()
                        .map(e -> e.getValue() + " " + word(e.getKey()))
                        .collect(Collectors.joining(", "));
        return new Taken(
                samples, histograms, exemplars, words, refused.containsKey(Outcome.NO_ROOM));
    }

    /** A sample that is there already is no error: it was sent again. */
    private static int kept(Outcome outcome, Map<Outcome, Integer> refused) {
        if (!outcome.isKept() && outcome != Outcome.DUPLICATE) {
            refused.merge(outcome, 1, Integer::sum);
        }
        return outcome.isKept() ? 1 : 0;
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

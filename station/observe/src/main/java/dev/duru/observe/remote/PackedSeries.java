package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A series of a request of remote write 1. Its labels are still as they came: most series are known
 * already, and are found by these bytes.
 *
 * @param points numbers
 */
record PackedSeries(
        LabelBytes labels,
        List<Incoming.Point> points,
        List<Incoming.HistogramPoint> histograms,
        List<Exemplar> exemplars) {
    static PackedSeries read(MessageReader in) {
        LabelBytes labels = in.noLabels();
        List<Incoming.Point> points = List.of();
        List<Incoming.HistogramPoint> histograms = List.of();
        List<Exemplar> exemplars = List.of();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> in.label(labels);
                case 2 -> points = with(points, WriteMessages.point(in.message()));
                case 3 ->
                        exemplars =
                                with(exemplars, WriteMessages.exemplar(in.message(), List.of()));
                case 4 -> histograms = with(histograms, HistogramMessages.read(in.message()));
                default -> {}
            }
        }
        if (!labels.isPlain()) {
            // Refuses what makes no sense before anything is kept.
            labels.labels();
        }
        return new PackedSeries(labels, points, histograms, exemplars);
    }

    /** Most requests have one sample of each series. */
    private static <T> List<T> with(List<T> some, T more) {
        if (some.isEmpty()) {
            return List.of(more);
        }
        List<T> all = some.size() == 1 ? new ArrayList<>(some) : some;
        all.add(more);
        return all;
    }

    /** With its labels as texts. */
    Incoming unpacked() {
        return new Incoming(labels.labels(), points, histograms, exemplars);
    }
}

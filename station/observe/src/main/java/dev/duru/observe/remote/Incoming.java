package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;

/**
 * A series with samples, as another server sends it.
 *
 * @param labels with the name
 * @param startMillis since when the series counts, in milliseconds since 1970; 0 when nobody knows
 */
public record Incoming(
        Labels labels,
        List<Point> points,
        List<HistogramPoint> histograms,
        List<Exemplar> exemplars,
        long startMillis) {
    /** A series of which nobody knows since when it counts. */
    public Incoming(
            Labels labels,
            List<Point> points,
            List<HistogramPoint> histograms,
            List<Exemplar> exemplars) {
        this(labels, points, histograms, exemplars, 0);
    }

    /** A number at a time in milliseconds since 1970. */
    public record Point(long timeMillis, double value) {}

    /** A histogram at a time in milliseconds since 1970. */
    public record HistogramPoint(long timeMillis, Histogram histogram) {}
}

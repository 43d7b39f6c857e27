package dev.duru.observe.remote;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;

/**
 * A series with samples, as another server sends it.
 *
 * @param labels with the name
 */
public record Incoming(
        Labels labels,
        List<Point> points,
        List<HistogramPoint> histograms,
        List<Exemplar> exemplars) {
    /** A number at a time in milliseconds since 1970. */
    public record Point(long timeMillis, double value) {}

    /** A histogram at a time in milliseconds since 1970. */
    public record HistogramPoint(long timeMillis, Histogram histogram) {}
}

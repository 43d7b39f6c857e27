package dev.duru.tsdb.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query gives at one time. */
public sealed interface Value {
    /** One number. */
    record Scalar(double value) implements Value {}

    /** One sample for each series, in the order of the query. */
    record Vector(List<Sample> samples) implements Value {}

    /** Samples of a range, sorted by labels. */
    record Matrix(List<Series> series) implements Value {}

    /** A text. */
    record Text(String value) implements Value {}

    /**
     * A series at one time.
     *
     * @param value without meaning where there is a histogram
     * @param histogram null for a number
     */
    record Sample(Labels labels, double value, @Nullable Histogram histogram) {
        /** A number. */
        public Sample(Labels labels, double value) {
            this(labels, value, null);
        }
    }
}

package dev.duru.tsdb.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import java.util.List;

/** What a query gives at one time. */
public sealed interface Value {
    /** One number. */
    record Scalar(double value) implements Value {}

    /** One number for each series, sorted by labels. */
    record Vector(List<Sample> samples) implements Value {}

    /** Samples of a range. */
    record Matrix(List<Series> series) implements Value {}

    /** A text. */
    record Text(String value) implements Value {}

    /** A series' number at one time. */
    record Sample(Labels labels, double value) {}
}

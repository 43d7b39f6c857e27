package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Place;

/** Sees whether some histograms began again while others did not. */
final class Hints {
    private boolean reset;
    private boolean notReset;

    void see(Histogram histogram) {
        reset |= histogram.reset() == CounterReset.RESET;
        notReset |= histogram.reset() == CounterReset.NOT_RESET;
    }

    void tell(Annotations annotations, Place place) {
        if (reset && notReset) {
            annotations.warn(place, "conflicting counter resets during histogram aggregation");
        }
    }
}

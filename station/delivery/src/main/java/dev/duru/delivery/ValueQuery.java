package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Port: the value of a Prometheus query over the series of a project. */
@FunctionalInterface
public interface ValueQuery {
    /** Where nobody keeps series. */
    ValueQuery NONE = (app, promql, at) -> new Answer.Unreadable("this Duru keeps no series");

    Answer value(ProjectName app, String promql, Instant at);

    /** What came of it. */
    sealed interface Answer {
        /**
         * One number; of several series the largest, which is the worst of most.
         *
         * @param buckets numbers by the label {@code le}, where series have it
         */
        record Value(double value, SortedMap<Double, Double> buckets) implements Answer {
            public Value {
                buckets = Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
            }

            /** Of series without that label. */
            public Value(double value) {
                this(value, new TreeMap<>());
            }
        }

        /** No series fits. */
        record Nothing() implements Answer {}

        /** The query is wrong. */
        record Unreadable(String why) implements Answer {}
    }
}
